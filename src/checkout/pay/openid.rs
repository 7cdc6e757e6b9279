//! Who one is at WeChat's: its payment bridge wants to know. The server finds out on a page of its own and sends
//! the person back with a token in the fragment.

use picklive_contract::endpoint::encode;

use super::Desk;
use crate::{
    api::ApiError,
    platform::{
        guest, navigation,
        storage::{self, Keep},
    },
};

/// Under which name the tab remembers the token.
const TOKEN: &str = "openid";
/// The way to pay that is gone on with on return.
const METHOD: &str = "openid-for";
/// Where the server finds out, from the API's base.
const PAGE: &str = "/v1/wechat/openid?return_url=";

/// The token, if there is one to be given.
pub(super) fn token() -> Option<String> {
    storage::read::<String>(Keep::Tab, TOKEN).filter(|token| !token.is_empty())
}

impl Desk {
    /// Takes what a return brought, and goes on with the payment that was left for it. WeChat may not have
    /// said who it is: then another way is for the person to choose.
    pub(super) fn returned(self) {
        // What stands in a host's address is not for its guest.
        if guest::IS_ONE {
            return;
        }
        let Some(token) = navigation::fragment(TOKEN) else { return };
        let here = navigation::here();
        navigation::replace(&format!("{}{}", here.path, here.search));
        storage::write(Keep::Tab, TOKEN, &token);
        let method = storage::read::<String>(Keep::Tab, METHOD);
        storage::remove(Keep::Tab, METHOD);
        if let Some(method) = method.filter(|_| !token.is_empty()) {
            self.method.set(method);
            self.start(None);
        }
    }

    /// Leaves to find out who the person is, when it is for want of that that a payment was refused; once,
    /// for whoever WeChat does not name is not named the second time either.
    pub(super) fn finds_out(&self, error: &ApiError) -> bool {
        let wanted = matches!(error, ApiError::Problem(refusal)
            if refusal.fields.iter().any(|wrong| wrong.field == TOKEN));
        let before = storage::read::<String>(Keep::Tab, TOKEN);
        // A token that is not believed any more is asked for anew.
        let nameless = before.as_ref().is_some_and(String::is_empty);
        if !wanted || nameless || guest::IS_ONE {
            return false;
        }
        let Some(api) = leptos::prelude::untrack(|| self.setup.with(|it| Some(it.api.clone())))
        else {
            return false;
        };
        storage::remove(Keep::Tab, TOKEN);
        storage::write(Keep::Tab, METHOD, &self.method.get_untracked());
        let here = navigation::here();
        let mut url = api.url(PAGE);
        encode(&format!("{}{}{}", navigation::origin(), here.path, here.search), &mut url);
        self.leaving.set(navigation::leave(&url));
        true
    }
}
