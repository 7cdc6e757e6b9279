//! A stream in which there is nonsense.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::hostile::journey;

/// Not JSON, not an event, an event of tomorrow, one about nothing, and more than a frame's worth of fields.
const NONSENSE: &str = "data: {\"kind\": \"price\", \n\n\
    event: shout\ndata: [[[[1e999, \"</script><script>window.hacked=1</script>\"]]]]\n\n\
    data: {\"kind\":\"of-tomorrow\",\"topic\":\"moon\",\"seq\":-1}\n\n\
    data: {\"kind\":\"price\",\"product\":null}\n\n\
    data: {\"kind\":\"stock\",\"product\":{\"id\":\"essay-books\",\"title\":\"<img src=x onerror=window.hacked=1>\"}}\n\n\
    <html><script>window.hacked=1</script></html>\n\n\
    :\n:::\nretry: -5\n\n";

#[test]
fn nonsense_in_the_stream_is_skipped_and_what_is_true_is_told() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.shop.spoiler()?.mutter(NONSENSE);
        visit.open("/products/essay-books").await?;
        visit.element(".product h1").await?;
        for price in [12_300, 45_600] {
            visit.shop.all_prices("essay-books", price)?;
            visit.sees(".product .price-now", &format!("{}", price / 100)).await?;
        }
        let ran = visit.value("window.hacked !== undefined || window.e2e.panicked").await?;
        ensure!(ran == json!(false), "nothing of it ran, and nothing broke");
        Ok(())
    })
}
