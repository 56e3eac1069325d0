//! What the integration tests and the benchmarks take in hand, under the paths it has in the rooms; the rooms themselves are
//! private, so that the compiler tells what nobody uses.

pub mod engine {
    pub use crate::engine::{Engine, Message};
    pub mod process {
        pub use crate::engine::process::{WORKER_COMMAND, WorkerProcess};
    }
}
pub mod export {
    pub mod jsonl {
        pub use crate::export::jsonl::Writer;
    }
}
pub mod lang {
    pub use crate::lang::Lang;
    pub mod glossary {
        pub use crate::lang::glossary::{Kind, strays};
    }
}
pub mod lesson {
    pub mod catalog {
        pub use crate::lesson::catalog::{read_folder, script_name};
    }
    pub mod directive {
        pub use crate::lesson::directive::DIRECTIVES;
    }
    pub mod expect {
        pub use crate::lesson::expect::FORMS;
    }
    pub mod model {
        pub use crate::lesson::model::{Half, Kind, Lesson, Note, Prose, Span, Step, Times, Visit};
    }
}
pub mod python {
    pub use crate::python::{Completeness, completeness};
}
pub mod stage {
    pub mod effect {
        pub use crate::stage::effect::Effect;
    }
    pub mod player {
        pub use crate::stage::player::Player;
    }
    pub mod summary {
        pub use crate::stage::summary::summary;
    }
    pub mod update {
        pub use crate::stage::update::Update;
    }
}
pub mod terminal {
    pub mod guard {
        pub use crate::terminal::guard::Borrowed;
    }
    pub mod theme {
        pub use crate::terminal::theme::{Depth, Glyphs, Theme};
    }
}
pub mod trace {
    pub mod aio {
        pub use crate::trace::aio::TaskState;
    }
    pub mod event {
        pub use crate::trace::event::{Clock, Event, Kind, Outcome, State, Stream};
    }
    pub mod id {
        pub use crate::trace::id::Step;
    }
    pub mod laws {
        pub use crate::trace::laws::assert_timeline_properties;
    }
    pub mod stop {
        pub use crate::trace::stop::{Breakpoints, Until};
    }
    pub mod timeline {
        pub use crate::trace::timeline::Timeline;
    }
    pub mod world {
        pub use crate::trace::world::{Status, World};
    }
}
pub mod tui {
    pub mod app {
        pub use crate::tui::app::{App, Msg};
    }
    pub mod keys {
        pub use crate::tui::keys::Keys;
    }
    pub mod layout {
        pub use crate::tui::layout::source_columns;
    }
    pub mod paint {
        pub use crate::tui::paint::draw;
    }
}
pub mod tutor {
    pub mod choices {
        pub use crate::tutor::choices::shuffled;
    }
    pub mod draft {
        pub use crate::tutor::draft::{Context, Draft, Topic, draft, may_ask};
    }
}
pub mod view {
    pub mod fit {
        pub use crate::view::fit::width;
    }
    pub mod notes {
        pub use crate::view::notes::Notes;
    }
}
pub mod why {
    pub use crate::why::{Case, Family, families, find};
    pub mod message {
        pub use crate::why::message::pieces_fit;
    }
}
pub mod wire {
    pub use crate::wire::{
        CompletionKind, Completions, Depth, Detail, Drive, Entry, Pace, Program, Ready, Request,
    };
}
