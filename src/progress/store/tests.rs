//! Every statement run, every version migrated, and every way in which a file can be wrong.

use super::*;
use crate::lang::{Lang, Say};
use crate::progress::schema::{APPLICATION_ID, MIGRATIONS};

/// A store in memory, at the newest version.
pub(in crate::progress) fn in_memory() -> Store {
    let mut connection = Connection::open_in_memory().expect("memory");
    prepare(&connection).expect("prepares");
    schema::migrate(&mut connection).expect("migrates");
    Store { connection, path: "memory".into() }
}

/// A right answer to a question.
pub(in crate::progress) fn answer(question: &str) -> Answer {
    Answer {
        course: String::new(),
        lesson: "iterators".into(),
        question: question.into(),
        walk: Walk::Lesson,
        sitting: 7,
        attempt: 1,
        hints: 0,
        given: "一 |\u{1b}[2J".into(),
        model: "GEN_CREATED".into(),
        outcome: Outcome::Right,
        variant: String::new(),
        at: 1000,
        took: 250,
    }
}

/// The second page of a lesson.
pub(in crate::progress) fn place(lesson: &str) -> Place {
    Place {
        course: String::new(),
        lesson: lesson.into(),
        walk: Walk::Lesson,
        sitting: 7,
        screen: 0,
        step: 1,
        task: None,
        reached: 2,
        pages: 9,
        finished: false,
        at: 1000,
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn every_statement_does_what_it_says() {
    let mut store = in_memory();
    let again = Answer { outcome: Outcome::Wrong, attempt: 2, at: 900, ..answer("a") };
    assert_eq!(store.record(&[answer("a"), again.clone()]).expect("keeps"), 2);
    assert_eq!(store.record(&[answer("a")]).expect("keeps"), 0);
    assert_eq!(store.answers().expect("reads"), [again, answer("a")]);

    store.settle(&place("iterators")).expect("keeps");
    let later = Place { task: Some("q".into()), step: 3, finished: true, at: 2000, ..place("iterators") };
    store.settle(&later).expect("keeps");
    store.merge(&[place("iterators")], &[]).expect("an older place from elsewhere changes nothing");
    store.settle(&Place { step: 0, ..place("iterators") }).expect("the clock was turned back");
    assert_eq!(store.place("", "iterators", Walk::Lesson).expect("reads").map(|place| place.step), Some(0));
    store.merge(std::slice::from_ref(&later), &[]).expect("a newer one is taken over");
    store.settle(&place("history")).expect("keeps");
    assert_eq!(store.place("", "iterators", Walk::Lesson).expect("reads"), Some(later.clone()));
    assert_eq!(store.place("", "iterators", Walk::Quiz).expect("reads"), None);
    assert_eq!(store.place("/elsewhere", "iterators", Walk::Lesson).expect("reads"), None);
    assert_eq!(store.places().expect("reads"), [place("history"), later]);

    let elsewhere = Answer { course: "/elsewhere".into(), ..answer("c") };
    store.merge(&[place("waiting")], std::slice::from_ref(&elsewhere)).expect("merges");
    assert_eq!(store.forget(Some(("", "iterators"))).expect("forgets"), 2);
    assert_eq!(store.answers().expect("reads"), [elsewhere]);
    assert_eq!(store.places().expect("reads").len(), 2);
    assert_eq!(store.forget(None).expect("forgets"), 1);
    assert_eq!(store.places().expect("reads"), []);
}

#[test]
fn every_word_of_an_outcome_and_a_walk_is_known_to_the_table() {
    let mut store = in_memory();
    for (number, outcome) in Outcome::ALL.into_iter().enumerate() {
        for walk in Walk::ALL {
            let one = Answer { outcome, walk, at: number as i64, ..answer("a") };
            assert_eq!(store.record(&[one]).expect("keeps"), 1);
        }
    }
    assert_eq!(store.answers().expect("reads").len(), 20);
}

#[test]
fn tables_are_strict() {
    let store = in_memory();
    let tables: i32 = store
        .connection
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 1", [], |row| row.get(0))
        .expect("counts");
    assert_eq!(tables, 2);
    store.connection.execute("UPDATE place SET at = 'soon'", []).expect("no row");
    store
        .connection
        .execute("INSERT INTO place VALUES ('', 'a', 'lesson', 0, 0, 0, NULL, 0, 0, 0, 'soon')", [])
        .expect_err("no number");
}

#[test]
fn every_version_becomes_the_newest_and_keeps_its_answers() {
    // As the version wrote it, not as the steps of today would.
    let from_version = |version: i32, path: &Path| {
        let connection = Connection::open(path).expect("makes");
        for step in MIGRATIONS.iter().take(version as usize) {
            connection.execute_batch(step).expect("steps");
        }
        if version > 0 {
            connection.pragma_update(None, "application_id", APPLICATION_ID).expect("marks");
            connection.pragma_update(None, "user_version", version).expect("marks");
            let row = "INSERT INTO answer (course, lesson, question, walk, sitting, attempt, hints, given, model, outcome, at, took)
                VALUES ('', 'iterators', 'old', 'quiz', 5, 1, 2, 'g', 'm', 'wrong', 6, 7)";
            connection.execute(row, []).expect("inserts");
            let row = "INSERT INTO place VALUES ('', 'iterators', 'lesson', 5, 1, 2, 'old', 3, 9, 0, 6)";
            connection.execute(row, []).expect("inserts");
        }
    };
    for version in 0..=VERSION {
        let folder = folder();
        let path = folder.path().join("progress.db");
        from_version(version, &path);
        let mut store = Store::open(&path).expect("opens").store;
        let answers = store.answers().expect("reads");
        if version > 0 {
            assert_eq!((answers[0].question.as_str(), answers[0].variant.as_str()), ("old", ""));
            let place = store.place("", "iterators", Walk::Lesson).expect("reads").expect("one");
            assert_eq!(place.task.as_deref(), Some("old"));
        }
        assert_eq!(answers.len(), usize::from(version > 0));
        store.record(&[Answer { variant: "line 1: 2 -> 3".into(), ..answer("new") }]).expect("keeps");
        assert_eq!(schema::find(&store.connection).expect("reads"), Found::Ours(VERSION));
        // And once more: nothing is left to do.
        let answers = Store::open(&path).expect("opens").store.answers().expect("reads");
        assert_eq!(answers.len(), usize::from(version > 0) + 1);
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_version() {
    let folder = folder();
    let path = folder.path().join("progress.db");
    let connection = Connection::open(&path).expect("makes");
    connection.execute_batch(MIGRATIONS[0]).expect("steps");
    // What the second step adds is there already, so that it fails.
    connection.execute_batch(MIGRATIONS[1]).expect("steps");
    connection.pragma_update(None, "application_id", APPLICATION_ID).expect("marks");
    connection.pragma_update(None, "user_version", 1).expect("marks");
    drop(connection);
    let error = Store::open(&path).expect_err("cannot");
    assert!(matches!(error, ProgressError::Sql { .. }), "{error}");
    let connection = Connection::open(&path).expect("opens");
    assert_eq!(schema::find(&connection).expect("reads"), Found::Ours(1));
}

#[test]
fn a_damaged_file_is_kept_aside_under_a_free_name() {
    let folder = folder();
    let path = folder.path().join("deep/er/progress.db");
    for (number, bytes) in [(1, b"not a database, and long enough to be one".to_vec()), (2, vec![7; 9000])] {
        fs::create_dir_all(path.parent().expect("a folder")).expect("makes");
        fs::write(&path, &bytes).expect("writes");
        let mut opened = Store::open(&path).expect("opens");
        let aside = opened.aside.expect("was put aside");
        assert!(aside.ends_with(format!("progress.db.damaged-{number}")), "{}", aside.display());
        assert_eq!(fs::read(aside).expect("reads"), bytes);
        opened.store.record(&[answer("a")]).expect("keeps");
        assert_eq!(Store::open(&path).expect("opens").aside, None);
    }
}

#[test]
fn damage_anywhere_is_found_and_kept_or_does_no_harm() {
    let folder = folder();
    let path = folder.path().join("progress.db");
    let mut store = Store::open(&path).expect("opens").store;
    let answers: Vec<Answer> = (0..200).map(|number| answer(&format!("question-{number}"))).collect();
    store.record(&answers).expect("keeps");
    drop(store);
    let whole = fs::read(&path).expect("reads");
    for cut in [100, 4096, whole.len() / 2, whole.len() - 4096] {
        fs::write(&path, &whole[..cut]).expect("writes");
        let opened = Store::open(&path).expect("opens");
        let aside = opened.aside.unwrap_or_else(|| panic!("{cut} of {} bytes", whole.len()));
        assert_eq!(fs::read(&aside).expect("reads").len(), cut);
    }
    for page in 0..whole.len() / 4096 {
        let mut broken = whole.clone();
        broken[page * 4096..page * 4096 + 200].fill(0xff);
        fs::write(&path, &broken).expect("writes");
        let opened = Store::open(&path).expect("opens");
        assert!(opened.aside.is_some(), "page {page}");
    }
}

#[test]
fn a_newer_file_and_one_of_another_program_stay_as_they_are() {
    let folder = folder();
    let path = folder.path().join("progress.db");
    let connection = Connection::open(&path).expect("makes");
    connection.execute_batch("CREATE TABLE other (x)").expect("makes");
    drop(connection);
    let before = fs::read(&path).expect("reads");
    let error = Store::open(&path).expect_err("not ours");
    assert!(error.to_string().ends_with("belongs to another program; it is left as it is"), "{error}");
    assert_eq!(fs::read(&path).expect("reads"), before);

    let connection = Connection::open(&path).expect("makes");
    connection.pragma_update(None, "application_id", APPLICATION_ID).expect("marks");
    connection.pragma_update(None, "user_version", VERSION + 1).expect("marks");
    drop(connection);
    let before = fs::read(&path).expect("reads");
    let error = Store::open(&path).expect_err("newer");
    assert!(error.to_string().contains("was written by a newer learn-coroutines (version 3"), "{error}");
    assert!(error.say(Lang::Zh).contains("更新版本"));
    assert_eq!(fs::read(&path).expect("reads"), before);
}

#[test]
fn a_full_disk_loses_nothing_that_was_kept() {
    let mut store = in_memory();
    store.record(&[answer("kept")]).expect("keeps");
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("counts");
    let limit: i64 = store
        .connection
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))
        .expect("limits");
    assert_eq!(limit, pages);
    let long = Answer { given: "x".repeat(60_000), ..answer("long") };
    let error = store.record(&[answer("short"), long]).expect_err("full");
    assert!(matches!(error, ProgressError::Full { .. }), "{error}");
    assert_eq!(store.answers().expect("reads"), [answer("kept")]);
}

#[test]
fn a_file_that_another_process_writes_is_waited_for_and_then_told() {
    let folder = folder();
    let path = folder.path().join("progress.db");
    let mut one = Store::open(&path).expect("opens").store;
    let mut other = Store::open(&path).expect("opens").store;
    other.connection.busy_timeout(Duration::ZERO).expect("hurries");
    let transaction =
        one.connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("begins");
    let error = other.record(&[answer("a")]).expect_err("held");
    assert!(matches!(error, ProgressError::Busy { .. }), "{error}");
    drop(transaction);
    other.record(&[answer("a")]).expect("keeps");
    assert_eq!(one.answers().expect("reads").len(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_its_name() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").expect("writes");
    let error = Store::open(&folder.path().join("file/progress.db")).expect_err("no folder");
    assert!(matches!(error, ProgressError::Folder { .. } | ProgressError::Sql { .. }), "{error}");
    for lang in Lang::ALL {
        assert!(!error.say(lang).is_empty());
    }
}
