//! Icons: one stroke, drawn with the colour of the text.

use crate::ui::{Node, view};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A rising sun: today.
    Sun,
    /// A flash: deals.
    Flash,
    /// A picture that moves: live rooms.
    Live,
    /// A basket: the cart.
    Cart,
    /// A parcel: orders.
    Parcel,
    /// A person: me.
    Person,
    /// An arrow out of a box: share.
    Share,
    /// A cross: close.
    Close,
    /// An arrow to the left: back.
    Back,
    /// A tick.
    Check,
    /// A bell: remind.
    Bell,
    /// A lens: search.
    Search,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Sun => {
                "M3 18h18M6.5 14a5.5 5.5 0 0 1 11 0M12 3v3M4.6 7.6l1.8 1.8M19.4 7.6l-1.8 1.8M8 21h8"
            }
            Self::Flash => "M13 2.5 5 13.5h6l-1 8 8-11h-6z",
            Self::Live => "M3.5 6h17v12h-17zM10 9.5v5l4.5-2.5zM8 21h8",
            Self::Cart => "M3 9.5h18l-2 10.5H5zM8 9.5 11 3.5M16 9.5 13 3.5M9.5 13v4M14.5 13v4",
            Self::Parcel => {
                "M3.5 8 12 3.5 20.5 8v8.5L12 21l-8.5-4.5zM3.5 8 12 12.5 20.5 8M12 12.5V21M7.7 5.8l8.6 4.6"
            }
            Self::Person => {
                "M12 12a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4zM4 20.5c1-4 4.2-5.5 8-5.5s7 1.5 8 5.5"
            }
            Self::Share => "M12 15V3.5M8 7l4-3.5L16 7M5 11.5V20h14v-8.5",
            Self::Close => "M5.5 5.5l13 13M18.5 5.5l-13 13",
            Self::Back => "M14.5 5 8 12l6.5 7",
            Self::Check => "M4.5 12.5l5 5 10-11",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20.5 20.5",
            Self::Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4",
        }
    }
}

/// An icon, hidden from screen readers: the text beside it or the button's label speaks.
pub fn icon(which: Icon) -> Node {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=which.path() />
        </svg>
    }
}
