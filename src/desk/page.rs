//! The console of a room: above how it goes, in the middle what is sold or said, below, where the thumb is, what is
//! done.

use picklive_contract::live::Room;

use super::{comments, console::Console, foot, head, product, shelf, start::Desk, tools};
use crate::{
    address::Site,
    api::Api,
    signal::Var,
    ui::{Data, Loader, Node, live, stale, view},
};

/// What the middle shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// What is sold.
    #[default]
    Shelf,
    /// What is said.
    Comments,
    /// Everything else.
    Tools,
}

/// Draws the console of the room that is `there`, and read by `loader`.
pub fn page(desk: Desk, site: &Site, api: Api, loader: Loader<Room>, there: Data<Room>) -> Node {
    let console = Console::new(desk, site, api, loader, there);
    let (tab, open) = (Var::new(Tab::default()), product::Opened::new());
    let middle = live(move || match tab.get() {
        Tab::Shelf => shelf::shelf(console, open),
        Tab::Comments => comments::comments(console),
        Tab::Tools => tools::tools(console),
    });
    let said = move || tab.get() == Tab::Comments;
    let over = console.derived(super::model::is_over);
    view! {
        <div class="desk" class:desk-rehearses=move || console.is_rehearsing()>
            {head::head(console)}
            <main id="main" class="desk-main" class:desk-main-said=said tabindex="-1">
                {stale(loader, site.lang)}
                {middle}
            </main>
            {move || foot::foot(console, tab, over.get())}
        </div>
        {product::sheet(console, open)}
    }
}
