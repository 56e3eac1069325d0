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
    let by_distance = known.map(|known| (strsim::osa_distance(&word, known), known)).min();
    only.or(by_distance.filter(|(distance, _)| *distance <= far).map(|(_, known)| known))
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
        let known = ["tick", "lessons"];
        for mistyped in ["tick", "tik", "ticck", "tock", "itck", "TICK"] {
            assert_eq!(nearest_to(mistyped, known.into_iter()), Some("tick"), "{mistyped}");
        }
        assert_eq!(nearest_to("les", known.into_iter()), Some("lessons"), "the beginning of only one");
        assert_eq!(nearest_to("other", known.into_iter()), None);
    }
}
