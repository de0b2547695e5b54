//! Compares the transcript in the README with what the program prints.

mod support;

use support::{bare, run};

#[tokio::test]
async fn the_transcript_is_accurate() {
    let readme = include_str!("../../README.md");
    let block = readme.split("```console\n$ ").nth(1).expect("a transcript");
    let (block, _) = block.split_once("```").expect("an end");
    let (command, printed) = block.split_once('\n').expect("a command");
    let (_, arguments) = command.split_once(" -- ").expect("arguments");
    let arguments: Vec<_> = arguments.split(' ').collect();
    let run = run(bare(), &arguments).await;
    let (first, last) = run.err.split_once('\n').expect("two lines");
    assert_eq!(format!("{first}\n{}{last}", run.out), printed);
    assert_eq!(run.code, 3);
}
