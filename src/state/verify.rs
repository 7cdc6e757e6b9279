//! Verifying a contact, from wherever it is wanted: one sheet for the whole app.

use picklive_contract::{account::Session, storefront::Capability};

use super::{App, Shop};
use crate::{
    address::Page,
    api::Api,
    checkout::verify_sheet,
    signal::{Call, Var},
    text::account as words,
    ui::{Node, Sheet},
};

/// The sheet in which a contact is verified, and where to go then.
#[derive(Clone, Copy)]
pub struct Verify {
    sheet: Sheet,
    then: Var<Option<Page>>,
}

impl Verify {
    /// Nobody is asked yet.
    pub fn new() -> Self {
        Self { sheet: Sheet::new(), then: Var::new(None) }
    }

    /// Opens the sheet; once a contact is verified, goes to `then`, or stays.
    pub fn ask(&self, then: Option<Page>) {
        self.then.set(then);
        self.sheet.open();
    }
}

impl Default for Verify {
    fn default() -> Self {
        Self::new()
    }
}

impl Shop {
    /// Whether a contact can be verified here.
    pub fn verifies(&self) -> bool {
        self.0.can(&Capability::Account) && !self.0.contact_kinds.is_empty()
    }
}

/// Draws the sheet, closed; nothing in a shop that verifies no contacts.
pub fn verify(app: App, shop: &Shop, api: Api) -> Option<Node> {
    let (site, Verify { sheet, then }) = (app.router.site(), app.verify);
    let lang = site.lang;
    let signed_in = Call::new(move |session: Session| {
        app.session.put(session);
        app.toasts.say(words::SIGNED_IN.to(lang).into());
        if let Some(page) = then.take() {
            app.router.go(&page);
        }
    });
    let kinds = shop.0.contact_kinds.clone();
    shop.verifies().then(|| verify_sheet(&site, sheet, api, kinds, signed_in))
}
