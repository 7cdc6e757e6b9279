//! Providers for real money are there when they are set up whole, and not at all else.

use picklive_server::{
    clock::Clock,
    payments::{setup::Setup, vars::Vars},
};
use url::Url;

use crate::support::wechat::{API_KEY, keys::merchant};

type Set<'a> = Vec<(&'a str, &'a str)>;

fn read(set: &[(&str, &str)], public: Option<&str>) -> Result<(bool, bool), String> {
    let find = |name: &str| {
        let found = set.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let public: Option<Url> = public.map(|url| url.parse().unwrap());
    let setup = Setup::read(&Vars::new(&find), public.as_ref(), &Clock::system())?;
    Ok((setup.stripe.is_some(), setup.wechat_pay.is_some()))
}

fn without<'a>(set: &Set<'a>, name: &str) -> Set<'a> {
    set.iter().filter(|(known, _)| *known != name).copied().collect()
}

fn with<'a>(set: &Set<'a>, name: &'a str, value: &'a str) -> Set<'a> {
    let mut set = without(set, name);
    set.push((name, value));
    set
}

const SHOP: Option<&str> = Some("https://shop.example/");

#[test]
fn half_of_stripe_is_refused_in_one_sentence() {
    assert_eq!(read(&[], None), Ok((false, false)));
    let stripe: Set<'_> = vec![
        ("PICKLIVE_STRIPE_SECRET_KEY", "sk_live_secret"),
        ("PICKLIVE_STRIPE_WEBHOOK_SECRET", "whsec_secret"),
    ];
    assert_eq!(read(&stripe, SHOP), Ok((true, false)));
    for (name, _) in &stripe {
        let why = read(&without(&stripe, name), SHOP).unwrap_err();
        assert!(why.contains(&format!("{name} is missing")), "{why}");
    }
    assert!(read(&stripe, None).unwrap_err().contains("--public-url"));
    assert!(read(&stripe, Some("http://shop.example/")).unwrap_err().contains("https"));
    for (name, value, says) in [
        ("PICKLIVE_STRIPE_SECRET_KEY", "pk_live_secret", "begins with sk_live_"),
        ("PICKLIVE_STRIPE_SECRET_KEY", "sk_live_sec ret", "letters, digits"),
        ("PICKLIVE_STRIPE_WEBHOOK_SECRET", "secret", "begins with whsec_"),
        ("PICKLIVE_STRIPE_API", "http://api.example", "it is https://"),
    ] {
        let why = read(&with(&stripe, name, value), SHOP).unwrap_err();
        assert!(why.contains(name) && why.contains(says), "{why}");
        assert!(!why.contains("secret") && !why.contains('\n'), "no value is shown: {why}");
    }
}

#[test]
fn half_of_wechat_pay_is_refused_in_one_sentence() {
    let (key, public) = (merchant().private_pem(), merchant().public_pem());
    let wechat: Set<'_> = vec![
        ("PICKLIVE_WECHAT_MCHID", "1900000001"),
        ("PICKLIVE_WECHAT_APPID", "wx01"),
        ("PICKLIVE_WECHAT_SERIAL", "AB01"),
        ("PICKLIVE_WECHAT_KEY", &key),
        ("PICKLIVE_WECHAT_APIV3_KEY", API_KEY),
        ("PICKLIVE_WECHAT_METHODS", "native"),
    ];
    assert_eq!(read(&wechat, SHOP), Ok((false, true)));
    for (name, _) in &wechat {
        let why = read(&without(&wechat, name), SHOP).unwrap_err();
        assert!(why.contains(&format!("{name} is missing")), "{why}");
    }
    assert!(read(&wechat, None).unwrap_err().contains("--public-url"));
    for (name, value, says) in [
        ("PICKLIVE_WECHAT_METHODS", "jsapi", "PICKLIVE_WECHAT_APP_SECRET is missing"),
        ("PICKLIVE_WECHAT_METHODS", "app", "is a list of jsapi, h5, native"),
        ("PICKLIVE_WECHAT_KEY", "nonsense", "is no RSA private key"),
        ("PICKLIVE_WECHAT_KEY", &public, "is no RSA private key"),
        ("PICKLIVE_WECHAT_APIV3_KEY", "short", "is not 32 characters long"),
        ("PICKLIVE_WECHAT_MCHID", "1\"2", "is letters and digits"),
        ("PICKLIVE_WECHAT_PUBLIC_KEY", &public, "PICKLIVE_WECHAT_PUBLIC_KEY_ID is missing"),
        ("PICKLIVE_WECHAT_PUBLIC_KEY_ID", "PUB_KEY_ID_1", "PICKLIVE_WECHAT_PUBLIC_KEY is missing"),
    ] {
        let why = read(&with(&wechat, name, value), SHOP).unwrap_err();
        assert!(why.contains(says), "{why}");
    }
    let both = with(&wechat, "PICKLIVE_WECHAT_PUBLIC_KEY", &public);
    let both = with(&both, "PICKLIVE_WECHAT_PUBLIC_KEY_ID", "PUB_KEY_ID_1");
    assert_eq!(read(&both, SHOP), Ok((false, true)));
    // A number alone is not enough either.
    let why = read(&[("PICKLIVE_WECHAT_MCHID", "1900000001")], SHOP).unwrap_err();
    assert!(why.contains("is missing: paying with WeChat Pay needs it"), "{why}");
}
