//! The console's state: the room as it is, the host's own copy of it while they rehearse, and what was done.

mod doing;
mod heard;
mod line;
mod typed;

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    CommentId, Lang, Money, ProductId, RoomId, UnixMillis, VariantId,
    figures::{Figures, GetFigures},
    host::{Act, ActKind},
    live::{Room, RoomState},
};

use super::{
    model::{self, card, undo},
    start::Desk,
};
use crate::{
    address::Site,
    api::Api,
    platform::{timer, visibility},
    signal::{Derived, Var, effect},
    text::desk as words,
    ui::{Data, Loader},
};
pub(super) use doing::Undo;
pub(super) use line::Line;
pub(super) use typed::Typed;

/// How often the figures are asked for.
const EVERY: Duration = Duration::from_secs(5);

/// The console's state.
#[derive(Clone, Copy)]
pub(super) struct Console {
    /// What outlives the page.
    pub desk: Desk,
    /// Where it is drawn.
    pub site: Data<Site>,
    /// How the room goes.
    pub figures: Loader<Figures>,
    /// Acts on their way.
    pub line: Line,
    /// What can be undone.
    pub undo: Var<Option<Undo>>,
    /// What is typed and not yet sent.
    pub typed: Typed,
    /// Comments that were taken away lately.
    pub gone: Var<Vec<CommentId>>,
    loader: Loader<Room>,
    there: Data<Room>,
    /// The copy of the room that one rehearses in.
    copy: Var<Option<Room>>,
    number: Var<u32>,
    /// When something was done last, in monotonic milliseconds.
    tapped: Var<Option<f64>>,
}

impl Console {
    /// The console of the room that is `there`.
    pub fn new(desk: Desk, site: &Site, api: Api, loader: Loader<Room>, there: Data<Room>) -> Self {
        let id = untrack(|| there.with(|room| room.id.as_str().to_owned()));
        let id = RoomId(id);
        let figures = Loader::get::<GetFigures>(None, api.clone(), &id, None);
        let this = Self {
            desk,
            site: Data::new(site.clone()),
            figures,
            line: Line::new(desk, api.clone(), id.clone()),
            undo: Var::new(None),
            typed: Typed::new(),
            gone: Var::new(Vec::new()),
            loader,
            there,
            copy: Var::new(None),
            number: Var::new(0),
            tapped: Var::new(None),
        };
        timer::every(EVERY, move || {
            if visibility::visible() {
                figures.look_again();
            }
        });
        heard::follow(this, api, id);
        this.line.follow(move |(act, arrived)| this.done(&act, arrived));
        effect(move || {
            // The real one has begun, by another hand: what is done from now on counts.
            let live = there.with(|room| room.state == RoomState::Live);
            if live && untrack(|| this.is_rehearsing()) {
                this.rehearse(false);
            }
        });
        this
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.desk.lang
    }

    /// Looks at the room, or at the copy while one rehearses; tracked.
    pub fn with<R: Default>(&self, look: impl FnOnce(&Room) -> R) -> R {
        if self.is_rehearsing() {
            self.copy.with(|copy| copy.as_ref().map(look)).unwrap_or_default()
        } else {
            self.there.with(look)
        }
    }

    /// What follows from the room.
    pub fn derived<T: Default + PartialEq + Send + Sync + 'static>(
        &self,
        look: impl Fn(&Room) -> T + Send + Sync + 'static,
    ) -> Derived<T> {
        let this = *self;
        Derived::new(move || this.with(&look))
    }

    /// The time, for prices and what is left of a deal; tracked.
    pub fn now(&self) -> UnixMillis {
        self.desk.clock.now().at()
    }

    /// The time where it is certain; tracked.
    pub fn certain(&self) -> Option<UnixMillis> {
        self.desk.clock.now().certain()
    }

    /// Whether nothing that is done is sent; tracked.
    pub fn is_rehearsing(&self) -> bool {
        self.copy.with(Option::is_some)
    }

    /// Whether one can rehearse: not while viewers take what they see for true; tracked.
    pub fn may_rehearse(&self) -> bool {
        self.there.with(|room| room.state != RoomState::Live && !model::is_over(room))
    }

    /// Begins to rehearse in a copy of the room as it is, or throws it away.
    pub fn rehearse(&self, on: bool) {
        self.undo.set(None);
        // What was taken away in the copy is there again.
        self.gone.set(Vec::new());
        let copy = untrack(|| self.there.with(|room| on.then(|| room.clone())));
        self.copy.set(copy);
        let said = if on { words::REHEARSAL_ON } else { words::REHEARSAL_OFF };
        self.desk.toasts.say(said.to(self.lang()).into());
    }

    /// The price that is set for a variant, also before the room is on; unknown until the figures are there. Not
    /// tracked.
    pub fn set_price(&self, variant: &VariantId) -> Option<Option<Money>> {
        untrack(|| {
            if self.is_rehearsing() || self.with(model::is_on) {
                return Some(self.with(|room| card::set(room, variant)));
            }
            let figures = self.figures.data()?;
            let set = |figures: &Figures| {
                figures.set.iter().find(|set| set.variant == *variant).map(|set| set.price)
            };
            Some(figures.with(set))
        })
    }

    /// An act was answered: what no event tells is read again, and everything where none comes.
    fn done(&self, act: &Act, arrived: bool) {
        if arrived {
            self.typed.arrived(act);
        }
        let unheard = !self.line.is_heard();
        if unheard {
            self.loader.reload();
        }
        let told = matches!(act.kind, ActKind::Pin | ActKind::Unpin | ActKind::Announce);
        if unheard || !told {
            self.figures.reload();
        }
    }

    /// The products of the shelf, in order; tracked.
    pub fn shelf(&self) -> Vec<ProductId> {
        self.with(|room| room.shelf.iter().map(|product| product.id.clone()).collect())
    }

    /// The products of the shelf once what is coming has come; not tracked.
    pub fn shelf_to_be(&self) -> Vec<ProductId> {
        let coming = self.coming();
        untrack(|| self.with(|room| undo::shelved(room, &coming)))
    }
}
