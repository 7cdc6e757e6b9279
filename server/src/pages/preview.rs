//! What a chat shows of a link to a live room, before anybody has opened it.

use picklive::text::{live as words, moment, rooms};
use picklive_contract::{Lang, RoomId, live::RoomState, storefront::Storefront};

use crate::{ApiError, AppState, live};

/// A room in three parts.
pub struct Preview {
    /// Its title, with the shop's name.
    pub title: String,
    /// Who runs it, and when.
    pub line: String,
    /// The address of its picture, as the room tells it.
    pub picture: Option<String>,
}

/// What is shown of the room with this id; `None` when there is none.
///
/// # Errors
/// When the database does not answer or the room's row cannot be read.
pub async fn of_room(
    state: &AppState,
    shop: &Storefront,
    id: &RoomId,
    lang: Lang,
) -> Result<Option<Preview>, ApiError> {
    let Some(card) = live::card(state, id).await? else { return Ok(None) };
    // Chats keep what they have read once: so a day, and neither “now” nor “today”.
    let say = if card.state == RoomState::Scheduled { words::BEGINS } else { rooms::BEGAN };
    let when = moment(lang, shop.zone.as_ref(), card.starts_at, state.clock.now());
    Ok(Some(Preview {
        title: format!("{} · {}", card.title.get(lang), shop.name.get(lang)),
        line: format!("{} · {}", card.host.name.get(lang), say.with(lang, &[&when])),
        picture: card.cover.map(|cover| cover.url),
    }))
}
