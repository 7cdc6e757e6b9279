//! At which moment of the shop's time something changed on a page, measured in the page itself: between
//! two looks from outside, on a busy machine, lies too much time.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::Visit;

/// Server time now, in milliseconds: shop and journey run on one machine.
///
/// # Errors
/// When the machine's clock is before 1970.
pub fn now() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}

/// What something became, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// What it became; empty for nothing.
    pub what: String,
    /// When, in milliseconds of server time.
    pub at: f64,
}

/// Notes what an expression becomes, after every task that changes the page, with the monotonic time.
const WATCH: &str =
    "const ask = () => { try { return String(EXPRESSION ?? ''); } catch { return ''; } };
    const moments = [[ask(), performance.now()]];
    const look = () => {
      const is = ask();
      if (is !== moments[moments.length - 1][0]) moments.push([is, performance.now()]);
    };
    new MutationObserver(look).observe(document, {
      childList: true, subtree: true, attributes: true, characterData: true,
    });
    (window.e2e.moments ??= {})[NAME] = moments;";

/// Server time minus the page's monotonic time: of five questions the quickest counts.
const OFFSET: &str = "let best = { took: Infinity };
    for (let ask = 0; ask < 5; ask += 1) {
      const sent = performance.now();
      const answer = await fetch('/v1/time', { cache: 'no-store' });
      const came = performance.now(), took = came - sent;
      const offset = Date.parse((await answer.json()).now) - (sent + came) / 2;
      if (took < best.took) best = { took, offset };
    }
    return best;";

impl Visit {
    /// From now on notes under `name` what a JavaScript expression becomes on this page.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn watch(&self, name: &str, expression: &str) -> Result<()> {
        let watch = WATCH.replace("EXPRESSION", &format!("({expression})"));
        self.script(&watch.replace("NAME", &json!(name).to_string()), &[]).await?;
        Ok(())
    }

    /// What it was when the watch began, and everything it became since.
    ///
    /// # Errors
    /// When nothing is watched under `name`, or the shop's time cannot be asked for.
    pub async fn moments(&self, name: &str) -> Result<Vec<Moment>> {
        let offset = self.offset().await?;
        let noted = self.value(&format!("window.e2e.moments?.[{}]", json!(name))).await?;
        let noted = noted.as_array().with_context(|| format!("nothing is noted of {name}"))?;
        let moment = |noted: &Value| {
            let what = noted[0].as_str().unwrap_or_default().to_owned();
            Moment { what, at: noted[1].as_f64().unwrap_or_default() + offset }
        };
        Ok(noted.iter().map(moment).collect())
    }

    /// Server time minus the monotonic time of this page, in milliseconds, to 50 ms at least.
    async fn offset(&self) -> Result<f64> {
        let best = self.answer(OFFSET).await?;
        let took = best["took"].as_f64().context("no time was measured")?;
        ensure!(took < 100.0, "the shop takes {took} ms to say what time it is");
        best["offset"].as_f64().context("no time was told")
    }
}
