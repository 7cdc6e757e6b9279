//! Filling an empty database with the demo shop, in one transaction.

use std::io::Cursor;

use picklive_contract::{Text, UnixMillis, picks, picture::Picture, storefront::Policy};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{files, read};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{product, variant},
    },
    http::media::{DEMO, DEMO_PATH},
    storefront::settings::{self, Settings},
};

/// Id of a variant of the demo shop.
pub fn variant_id(handle: &str, index: usize) -> String {
    format!("{handle}-{index}")
}

/// Fills the database.
///
/// # Errors
/// When the database does not take it or a file cannot be read.
pub async fn fill(state: &AppState) -> Result<(), ApiError> {
    let shop = &shop()?;
    let now = state.clock.now();
    let (mut products, mut variants) = (Vec::new(), Vec::new());
    for file in read::products()? {
        variants.extend(variants_of(&file, now)?);
        products.push(product_of(file, now)?);
    }
    let (products, variants) = (&products, &variants);
    let work = |tx: Tx| async move {
        settings::save(&*tx, shop).await?;
        product::Entity::insert_many(products.clone()).exec_without_returning(&*tx).await?;
        variant::Entity::insert_many(variants.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await
}

fn shop() -> Result<Settings, ApiError> {
    let file = read::shop()?;
    let policies = file.policies.into_iter();
    let policies = policies.map(|p| Policy { id: p.kind, title: p.title, text: p.text });
    Ok(Settings {
        name: file.name,
        tagline: file.tagline,
        logo: DEMO.contains("logo.svg").then(|| picture("logo.svg", None)),
        curator: Some(picks::Curator {
            name: file.curator.name,
            title: file.curator.title,
            face: file.curator.face.map(|face| picture(&face, None)),
        }),
        currency: file.currency,
        zone: file.time_zone,
        publish_at: file.publish_at,
        hold_seconds: file.hold_minutes * 60,
        countries: file.shipping.countries,
        excluded: file.shipping.excluded_regions,
        shipping_fee: file.shipping.fee,
        free_from: file.shipping.free_from,
        policies: policies.collect(),
        contact: file.contact,
        return_address: file.return_address,
        instructions: file.offline_payment.map(|offline| offline.instructions),
        demo: true,
        ..Settings::default()
    })
}

fn product_of(file: files::Product, now: UnixMillis) -> Result<product::ActiveModel, ApiError> {
    let json = |text: Option<Text>| text.map(|text| serde_json::to_string(&text)).transpose();
    let pictures: Vec<_> =
        file.pictures.into_iter().map(|shown| picture(&shown.file, shown.alt)).collect();
    let body = file.body.map(|body| match body {
        Text::Plain(html) => Text::Plain(ammonia::clean(&html)),
        Text::Each(each) => {
            Text::Each(each.into_iter().map(|(tag, html)| (tag, ammonia::clean(&html))).collect())
        }
    });
    Ok(product::ActiveModel {
        id: Set(file.handle),
        kind: Set(file.kind),
        title: Set(serde_json::to_string(&file.title)?),
        summary: Set(json(file.summary)?),
        body: Set(json(body)?),
        options: Set(serde_json::to_string(&file.options)?),
        pictures: Set(serde_json::to_string(&pictures)?),
        access: Set(json(file.access)?),
        voucher_prefix: Set(file.code_prefix),
        voucher_days: Set(file.valid_days),
        created_at: Set(now.0),
        next_variant: Set(i32::try_from(file.variants.len()).map_err(ApiError::internal)?),
    })
}

fn variants_of(
    file: &files::Product,
    now: UnixMillis,
) -> Result<Vec<variant::ActiveModel>, ApiError> {
    let source = file.list_price_source.as_ref().map(serde_json::to_string).transpose()?;
    let rows = file.variants.iter().enumerate().map(|(index, variant)| {
        Ok(variant::ActiveModel {
            id: Set(variant_id(&file.handle, index)),
            product_id: Set(file.handle.clone()),
            position: Set(i32::try_from(index).map_err(ApiError::internal)?),
            values: Set(serde_json::to_string(&variant.values)?),
            price: Set(variant.price),
            priced_at: Set(now.0),
            list_price: Set(file.list_price),
            list_price_source: Set(source.clone()),
            stock: Set(variant.stock),
            reserved: Set(0),
            sold: Set(0),
            picture: Set(variant.picture),
            retired_at: Set(None),
        })
    });
    rows.collect()
}

/// A picture of the demo shop with its size, as far as its file tells.
pub fn picture(file: &str, alt: Option<Text>) -> Picture {
    let bytes = DEMO.get_file(file).map(|file| file.contents());
    let size = bytes.and_then(|bytes| raster_size(bytes).or_else(|| drawing_size(bytes)));
    Picture {
        url: format!("{DEMO_PATH}{file}"),
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
        alt,
    }
}

fn raster_size(bytes: &[u8]) -> Option<(u32, u32)> {
    image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// The size an SVG file gives itself.
fn drawing_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = std::str::from_utf8(bytes).ok()?.split_once('>')?.0;
    let side = |name: &str| head.split_once(name)?.1.split('"').next()?.parse().ok();
    Some((side(" width=\"")?, side(" height=\"")?))
}
