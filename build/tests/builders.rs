//! What is said where progenitor's output lacks a place.

use quote::ToTokens as _;
use syn::{File, ImplItem, Item, ReturnType};

use super::super::builders::{generate, rewrite};
use super::super::operations::{Operation, read};
use super::document;

fn output() -> (Vec<Operation>, File) {
    let operations = read(&document()).expect("operations");
    let file = generate(&operations).expect("builders");
    (operations, file)
}

/// The items of the module `builder`.
fn builders(file: &mut File) -> &mut Vec<Item> {
    let module = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
        _ => None,
    });
    &mut module.expect("a module").1
}

/// The methods of the type itself.
fn methods<'a>(items: &'a mut [Item], name: &str) -> impl Iterator<Item = &'a mut Vec<ImplItem>> {
    items.iter_mut().filter_map(move |item| match item {
        Item::Impl(block) if block.trait_.is_none() => {
            let ty = block.self_ty.to_token_stream().to_string();
            (ty.split(' ').next() == Some(name)).then_some(&mut block.items)
        }
        _ => None,
    })
}

/// Removes a method, which must be there.
fn remove(items: &mut [Item], ty: &str, name: &str) {
    let mut count = 0;
    for methods in methods(items, ty) {
        let before = methods.len();
        methods.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == name));
        count += before - methods.len();
    }
    assert_eq!(count, 1, "{ty}::{name}");
}

/// What is said of progenitor's output after a change.
fn complaint(change: impl FnOnce(&mut File)) -> String {
    let (operations, mut file) = output();
    change(&mut file);
    let complaint = rewrite(&file, &operations).err();
    complaint.expect("must be refused")
}

fn returns(file: &mut File, output: &ReturnType) {
    for item in methods(&mut file.items, "Client").flatten() {
        match item {
            ImplItem::Fn(method) if method.sig.ident == "put_thing" => {
                method.sig.output = output.clone();
            }
            _ => {}
        }
    }
}

#[test]
fn the_output_is_rewritten_as_it_is() {
    let (operations, file) = output();
    rewrite(&file, &operations).expect("nothing is missing");
}

#[test]
fn a_missing_module_is_named() {
    let sentence = "progenitor wrote no module `builder`";
    for change in [
        (|file| {
            file.items
                .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "builder"));
        }) as fn(&mut File),
        |file| {
            for item in &mut file.items {
                match item {
                    Item::Mod(module) if module.ident == "builder" => module.content = None,
                    _ => {}
                }
            }
        },
    ] {
        assert_eq!(complaint(change), sentence);
    }
}

#[test]
fn a_missing_method_is_named() {
    for method in ["list_things", "delete_thing", "put_thing"] {
        assert_eq!(
            complaint(|file| remove(&mut file.items, "Client", method)),
            format!("progenitor's `Client` has no method `{method}`")
        );
    }
    for (builder, method) in [
        ("PutThing", "new"),
        ("PutThing", "send"),
        ("PutThing", "body"),
        ("ListThings", "send"),
        ("DeleteThing", "send"),
    ] {
        assert_eq!(
            complaint(|file| remove(builders(file), builder, method)),
            format!("progenitor's `{builder}` has no method `{method}`")
        );
    }
}

#[test]
fn a_method_that_returns_no_builder_is_named() {
    let sentence = "progenitor's `put_thing` returns no builder";
    for output in [
        ReturnType::Default,
        syn::parse_quote!(-> ()),
        syn::parse_quote!(-> &'static str),
    ] {
        assert_eq!(complaint(|file| returns(file, &output)), sentence);
    }
    assert_eq!(
        complaint(|file| returns(file, &syn::parse_quote!(-> builder::Gone<'_>))),
        "progenitor's `Gone` has no method `new`"
    );
}

#[test]
fn a_builder_that_is_missing_is_named() {
    let sentence = "progenitor's `PutThing` has no method `new`";
    let is_builder = |item: &Item| matches!(item, Item::Impl(block) if block.self_ty.to_token_stream().to_string().starts_with("PutThing"));
    assert_eq!(
        complaint(|file| builders(file).retain(|item| !is_builder(item))),
        sentence
    );
    // The methods of a trait are none of its own.
    assert_eq!(
        complaint(|file| {
            for item in builders(file) {
                match item {
                    Item::Impl(block)
                        if block
                            .self_ty
                            .to_token_stream()
                            .to_string()
                            .starts_with("PutThing") =>
                    {
                        block.trait_ = Some((syn::parse_quote!(Build), syn::parse_quote!(for)));
                    }
                    _ => {}
                }
            }
        }),
        sentence
    );
}

#[test]
fn what_a_method_does_is_of_no_interest() {
    let (operations, mut file) = output();
    let expected = rewrite(&file, &operations).expect("rewrites");
    let items = builders(&mut file);
    items.retain(|item| matches!(item, Item::Impl(_)));
    for name in ["PutThing", "ListThings", "DeleteThing"] {
        for item in methods(items, name).flatten() {
            if let ImplItem::Fn(method) = item {
                method.block = syn::parse_quote!({ loop {} });
                method.attrs.clear();
            }
        }
    }
    let found = rewrite(&file, &operations).expect("rewrites");
    assert_eq!(
        prettyplease::unparse(&found),
        prettyplease::unparse(&expected)
    );
}
