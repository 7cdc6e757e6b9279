//! What is typed in the tools: it stays when another tab is looked at, and until what was sent has arrived.

use picklive_contract::host::{Act, ActKind};

use crate::{
    desk::model::words_of,
    platform::storage::{self, Keep},
    signal::Var,
};

/// Under which name the tab remembers the announcement that was typed.
const SAY: &str = "desk.announcement";

/// What is typed and not yet sent.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Typed {
    /// The announcement.
    pub say: Var<String>,
    /// Words to block, one a line.
    pub words: Var<String>,
    /// Whether those words are the host's own, and not yet the room's.
    pub touched: Var<bool>,
}

impl Typed {
    /// What the tab remembers.
    pub fn new() -> Self {
        let say = storage::read_text(Keep::Tab, SAY).unwrap_or_default();
        Self { say: Var::new(say), words: Var::new(String::new()), touched: Var::new(false) }
    }

    /// The announcement is typed.
    pub fn write(self, text: String) {
        storage::write_text(Keep::Tab, SAY, &text);
        self.say.set(text);
    }

    /// An act has arrived: what it has sent is not kept, unless it was typed on meanwhile.
    pub fn arrived(self, act: &Act) {
        match act.kind {
            ActKind::Announce
                if !act.text.is_empty() && self.say.get_untracked().trim() == act.text =>
            {
                self.say.set(String::new());
                storage::remove(Keep::Tab, SAY);
            }
            ActKind::Block if words_of(&self.words.get_untracked()) == act.words => {
                self.touched.set(false);
            }
            _ => {}
        }
    }
}
