//! Making a picture of unknown origin small and safe: it is unpacked within limits and packed anew, so
//! nothing but its pixels is kept.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};

/// Widest picture that is kept, in pixels.
pub const WIDTH: u32 = 1_200;
/// Longest side of a buyer's photograph that is kept, in pixels.
const PHOTOGRAPH_SIDE: u32 = 1_600;
/// Longest side that is unpacked, in pixels.
const SIDE_MOST: u32 = 16_000;
/// What is unpacked of an import, which a merchant started.
const IMPORTED: Bounds = Bounds {
    formats: &[ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif],
    named: "JPEG, PNG, WebP or GIF",
    pixels: 40_000_000,
    memory: 256 * 1024 * 1024,
};
/// What is unpacked of a request, which anybody may send.
const SENT: Bounds = Bounds {
    formats: &[ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP],
    named: "JPEG, PNG or WebP",
    pixels: 12_000_000,
    memory: 64 * 1024 * 1024,
};
/// Quality of JPEG files, of 100.
const QUALITY: u8 = 82;

/// What is unpacked.
struct Bounds {
    /// Kinds of files.
    formats: &'static [ImageFormat],
    /// The same in words.
    named: &'static str,
    /// Most pixels.
    pixels: u64,
    /// Most memory a decoder may take, in bytes.
    memory: u64,
}

/// A picture packed anew.
#[derive(Clone, Debug)]
pub struct Small {
    /// The file.
    pub bytes: Vec<u8>,
    /// `jpg`, or `webp` where something shows through.
    pub ending: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Unpacks JPEG, PNG, WebP or GIF (its first frame), turns it upright, and packs it at most [`WIDTH`]
/// wide.
///
/// # Errors
/// A sentence, when it is no such picture or too large.
pub fn shrink(bytes: &[u8]) -> Result<Small, String> {
    let mut picture = unpack(bytes, &IMPORTED)?;
    if picture.width() > WIDTH {
        let height = u64::from(picture.height()) * u64::from(WIDTH) / u64::from(picture.width());
        let height = u32::try_from(height).unwrap_or(SIDE_MOST).max(1);
        picture = picture.resize_exact(WIDTH, height, FilterType::CatmullRom);
    }
    pack(&picture).map_err(broken)
}

/// Unpacks a photograph that somebody sent (JPEG, PNG or WebP) within narrower limits, turns it upright, and
/// packs it as a JPEG file that is no longer than it need be on any side.
///
/// # Errors
/// A sentence, when it is no such picture or too large.
pub fn photograph(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut picture = unpack(bytes, &SENT)?;
    if picture.width().max(picture.height()) > PHOTOGRAPH_SIDE {
        picture = picture.resize(PHOTOGRAPH_SIDE, PHOTOGRAPH_SIDE, FilterType::CatmullRom);
    }
    jpeg(&picture).map_err(broken)
}

/// Whether a file says of itself that it is such a photograph; nothing is unpacked.
///
/// # Errors
/// A sentence, when it is no such picture or too large.
pub fn may_be_photograph(bytes: &[u8]) -> Result<(), String> {
    opened(bytes, &SENT).map(|_| ())
}

fn broken(error: image::ImageError) -> String {
    match error {
        image::ImageError::Limits(_) => "has too many pixels".to_owned(),
        _ => "is a broken picture".to_owned(),
    }
}

/// Reads the head of a picture, which must be within bounds.
fn opened<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<impl ImageDecoder + use<'a>, String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|error| error.to_string())?;
    if !reader.format().is_some_and(|format| bounds.formats.contains(&format)) {
        return Err(format!("is not a {} picture", bounds.named));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MOST);
    limits.max_image_height = Some(SIDE_MOST);
    limits.max_alloc = Some(bounds.memory);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > bounds.pixels {
        return Err(format!("has too many pixels ({width} × {height})"));
    }
    Ok(decoder)
}

/// Unpacks a picture within bounds and turns it upright.
fn unpack(bytes: &[u8], bounds: &Bounds) -> Result<DynamicImage, String> {
    let mut decoder = opened(bytes, bounds)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn pack(picture: &DynamicImage) -> Result<Small, image::ImageError> {
    let (width, height) = (picture.width(), picture.height());
    let clear = picture.color().has_alpha() && picture.to_rgba8().pixels().any(|p| p.0[3] < 255);
    let mut bytes = Vec::new();
    let ending = if clear {
        let rgba = DynamicImage::from(picture.to_rgba8());
        rgba.write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP)?;
        "webp"
    } else {
        bytes = jpeg(picture)?;
        "jpg"
    };
    Ok(Small { bytes, ending, width, height })
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture.to_rgb8())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn every_kind_is_packed_anew_and_no_wider_than_it_may_be() {
        let wide = DynamicImage::new_rgb8(2_400, 300);
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let small = shrink(&packed(&wide, format)).unwrap();
            assert_eq!(
                (small.width, small.height, small.ending),
                (1_200, 150, "jpg"),
                "{format:?}"
            );
        }
        let clear = shrink(&packed(&DynamicImage::new_rgba8(20, 30), ImageFormat::Png)).unwrap();
        assert_eq!((clear.width, clear.height, clear.ending), (20, 30, "webp"));
    }

    #[test]
    fn a_photograph_is_a_jpeg_of_a_size_that_can_be_looked_at() {
        let tall = DynamicImage::new_rgba8(300, 3_200);
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let file = photograph(&packed(&tall, format)).unwrap();
            let read = image::load_from_memory_with_format(&file, ImageFormat::Jpeg).unwrap();
            assert_eq!((read.width(), read.height()), (150, 1_600), "{format:?}");
        }
        let gif = packed(&DynamicImage::new_rgb8(9, 9), ImageFormat::Gif);
        assert!(photograph(&gif).unwrap_err().contains("is not a JPEG, PNG or WebP"));
        let large = packed(&DynamicImage::new_luma8(3_500, 3_500), ImageFormat::Png);
        assert!(large.len() < 200 * 1024 && photograph(&large).unwrap_err().contains("too many"));
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        for bad in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"BM123456"]
        {
            assert!(shrink(bad).is_err());
        }
        let good = packed(&DynamicImage::new_rgb8(40, 40), ImageFormat::Png);
        assert!(shrink(&good[..good.len() / 2]).is_err());
        // A file of a few bytes that says it holds 30,000 × 30,000 pixels.
        let mut bomb = b"GIF89a".to_vec();
        bomb.extend([
            0x30, 0x75, 0x30, 0x75, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0x30, 0x75, 0x30, 0x75, 0, 2, 0,
            0x3b,
        ]);
        assert!(shrink(&bomb).unwrap_err().contains("too many pixels"));
        let tall = packed(&DynamicImage::new_luma8(8_000, 8_000), ImageFormat::Png);
        assert!(shrink(&tall).unwrap_err().contains("too many pixels"));
    }
}
