//! Using the shop by touch, where a tap is not enough.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::Visit;

/// Steps in which a finger moves.
const STEPS: u32 = 12;

impl Visit {
    /// Moves a finger over the first element that fits a CSS selector, from right to left: most of its width.
    ///
    /// # Errors
    /// When there is none, or the browser does not answer.
    pub async fn swipe_left(&self, css: &str) -> Result<()> {
        self.element(css).await?;
        let ask = format!("document.querySelector({css:?}).getBoundingClientRect()");
        let place = self.value(&ask).await?;
        let side = |name: &str| place[name].as_f64().with_context(|| format!("no {name}: {place}"));
        let (left, width) = (side("left")?, side("width")?);
        let y = side("top")? + side("height")? / 2.0;
        let at = |step: u32| left + width * (0.9 - 0.8 * f64::from(step) / f64::from(STEPS));
        self.touch("touchStart", json!([{ "x": at(0), "y": y }])).await?;
        for step in 1..=STEPS {
            self.touch("touchMove", json!([{ "x": at(step), "y": y }])).await?;
        }
        self.touch("touchEnd", json!([])).await
    }

    async fn touch(&self, kind: &str, points: Value) -> Result<()> {
        let ask = json!({ "type": kind, "touchPoints": points });
        self.browser.chromium("Input.dispatchTouchEvent", ask).await
    }
}
