//! Words of what is typed: split as a shell does, and compared with the words there are.

/// The words of an argument; quotes keep blanks within a word.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut within) = (None, false);
    for letter in text.chars() {
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '"' | '\'') => {
                quote = Some(letter);
                if !within {
                    words.push(String::new());
                    within = true;
                }
            }
            None if letter.is_whitespace() => within = false,
            _ => {
                if !within {
                    words.push(String::new());
                    within = true;
                }
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
        }
    }
    words
}

/// The word that comes nearest to a mistyped one, where one is near enough.
pub(super) fn nearest_to<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let word = word.to_lowercase();
    let far = if word.chars().count() <= 3 { 1 } else { 2 };
    // A beginning that only one of them has is as good as the whole word.
    let mut begun = known.clone().filter(|known| word.chars().count() > 2 && known.starts_with(&word));
    let only = begun.next().filter(|_| begun.next().is_none());
    let by_distance = known.map(|known| (distance(&word, known), known)).min();
    only.or(by_distance.filter(|(distance, _)| *distance <= far).map(|(_, known)| known))
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let mut least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_blanks_within_a_word() {
        assert_eq!(words(" 'a b.py'  -x \"\" c'd'e "), ["a b.py", "-x", "", "cde"]);
    }

    #[test]
    fn letters_put_in_left_out_changed_and_swapped_count_as_one() {
        for (one, other, expected) in [
            ("tick", "tick", 0),
            ("tik", "tick", 1),
            ("ticck", "tick", 1),
            ("tock", "tick", 1),
            ("itck", "tick", 1),
            ("", "tick", 4),
        ] {
            assert_eq!(distance(one, other), expected, "{one}");
        }
    }
}
