//! What a learner says a program prints, compared with what it does print.

/// How an answer that is not letter for letter what is printed compares with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is the same: but for blanks and quotes, and a number written in another way.
    Same,
    /// It is a part of the line: this is printed before and behind it.
    Within {
        /// What is printed before it.
        before: String,
        /// What is printed behind it.
        behind: String,
    },
    /// It is right as far as it goes; so many more lines are printed.
    More(usize),
    /// Only capital and small letters differ.
    Case,
    /// It is something else.
    Other,
}

/// Compares an answer with what is printed, line by line.
pub fn compare(given: &[String], printed: &[String]) -> Likeness {
    let same = |(given, printed): (&String, &String)| normal(given) == normal(printed);
    let all_same = given.iter().zip(printed).all(same);
    if given.len() == printed.len() && all_same {
        return Likeness::Same;
    }
    if !given.is_empty() && given.len() < printed.len() && all_same {
        return Likeness::More(printed.len() - given.len());
    }
    let small = |lines: &[String]| lines.iter().map(|line| normal(&line.to_lowercase())).collect::<Vec<_>>();
    if small(given) == small(printed) {
        return Likeness::Case;
    }
    match (given, printed) {
        ([given], [printed]) => within(given, printed),
        _ => Likeness::Other,
    }
}

/// Whether an answer is a whole part of a line, and not too small a one to be anything but a guess.
fn within(given: &str, printed: &str) -> Likeness {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let cut = printed.find(given).map(|at| (&printed[..at], &printed[at + given.len()..]));
    let cuts_word = |(before, behind): &(&str, &str)| {
        before.ends_with(is_word) && given.starts_with(is_word)
            || behind.starts_with(is_word) && given.ends_with(is_word)
    };
    let is_much = given.chars().count() * 3 >= printed.chars().count();
    match cut.filter(|cut| !cuts_word(cut)).filter(|_| is_much && given.chars().any(char::is_alphanumeric)) {
        Some((before, behind)) => {
            Likeness::Within { before: before.trim().to_owned(), behind: behind.trim().to_owned() }
        }
        None => Likeness::Other,
    }
}

/// A line without what makes no difference: quotes, blanks that part no words, and how a number is written.
fn normal(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let letters: Vec<char> = line.trim().chars().filter(|letter| !matches!(letter, '\'' | '"')).collect();
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        if letter.is_whitespace() {
            let next = letters[at..].iter().find(|letter| !letter.is_whitespace());
            if out.ends_with(is_word) && next.is_some_and(|next| is_word(*next)) {
                out.push(' ');
            }
            at += letters[at..].iter().take_while(|letter| letter.is_whitespace()).count();
        } else if letter.is_ascii_digit() && !out.ends_with(is_word) {
            let digits: String =
                letters[at..].iter().take_while(|letter| is_word(**letter) || **letter == '.').collect();
            at += digits.chars().count();
            match digits.parse::<f64>() {
                Ok(number) => out.push_str(&number.to_string()),
                Err(_) => out.push_str(&digits),
            }
        } else {
            out.push(letter);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(given: &str, printed: &str) -> Likeness {
        let lines = |text: &str| text.split('|').map(|line| line.trim().to_owned()).collect::<Vec<_>>();
        compare(&lines(given), &lines(printed))
    }

    #[test]
    fn blanks_quotes_and_ways_to_write_a_number_make_no_difference() {
        for (given, printed) in [
            ("[2,1]", "[2, 1]"),
            ("['a','b']", "[\"a\", \"b\"]"),
            ("'hello, Ada'", "hello, Ada"),
            ("15", "15.0"),
            ("got   1", "got 1"),
            ("{ 'a' : 1.50 }", "{'a': 1.5}"),
        ] {
            assert_eq!(likeness(given, printed), Likeness::Same, "{given} and {printed}");
        }
    }

    #[test]
    fn what_is_another_value_is_no_likeness() {
        for (given, printed) in [
            ("1 2", "12"),
            ("x1", "x 1"),
            ("-1", "1"),
            ("[1]", "1"),
            ("15", "151"),
            ("None", "none at all, really"),
        ] {
            assert_eq!(likeness(given, printed), Likeness::Other, "{given} and {printed}");
        }
    }

    #[test]
    fn what_is_missing_is_known() {
        let within =
            |before: &str, behind: &str| Likeness::Within { before: before.into(), behind: behind.into() };
        assert_eq!(likeness("GEN_RUNNING", "inside: GEN_RUNNING"), within("inside:", ""));
        assert_eq!(likeness("RUNNING", "inside: GEN_RUNNING"), Likeness::Other, "half a word");
        assert_eq!(likeness("a | b", "a | b | c | d"), Likeness::More(2));
        assert_eq!(likeness("gen_running", "GEN_RUNNING"), Likeness::Case);
    }
}
