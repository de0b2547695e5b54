//! Which entry means which integration, where there may be several of a type.

/// For each row, a column that fits it, such that as many rows as possible have one and no column has
/// two (Kuhn's algorithm). A greedy choice would not do: an entry that fits two integrations could take
/// the only one that fits another entry.
pub(super) fn pair(fits: &[Vec<bool>], columns: usize) -> Vec<Option<usize>> {
    let mut taken = vec![None; columns];
    for row in 0..fits.len() {
        find(row, fits, &mut taken, &mut vec![false; columns]);
    }
    let column_of = |row| taken.iter().position(|taken| *taken == Some(row));
    (0..fits.len()).map(column_of).collect()
}

/// Finds a column for a row, if need be by moving the rows that have one already.
fn find(
    row: usize,
    fits: &[Vec<bool>],
    taken: &mut [Option<usize>],
    is_tried: &mut [bool],
) -> bool {
    for column in 0..taken.len() {
        let is_fit = fits.get(row).and_then(|fits| fits.get(column)).copied();
        let is_new = is_tried.get(column) == Some(&false);
        if is_fit != Some(true) || !is_new {
            continue;
        }
        if let Some(tried) = is_tried.get_mut(column) {
            *tried = true;
        }
        let before = taken.get(column).copied().flatten();
        if before.is_none_or(|before| find(before, fits, taken, is_tried)) {
            if let Some(taken) = taken.get_mut(column) {
                *taken = Some(row);
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_makes_room_for_another_that_fits_less() {
        assert_eq!(
            pair(&[vec![true, true], vec![true, false]], 2),
            [Some(1), Some(0)]
        );
        assert_eq!(pair(&[vec![true], vec![true]], 1), [Some(0), None]);
        assert_eq!(pair(&[vec![false, false]], 2), [None]);
        assert_eq!(pair(&[], 0), []);
    }
}
