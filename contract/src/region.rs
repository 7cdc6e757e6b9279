//! Regions: whether one lies in another, however their names are spelled.

use crate::address::{Address, Region};

impl Region {
    /// The region an address lies in.
    pub fn of(address: &Address) -> Self {
        let part = |text: &String| text.trim().to_owned();
        Self {
            country: part(&address.country),
            province: part(&address.province),
            city: part(&address.city),
            district: part(&address.district),
        }
    }

    /// The same as parcels see it: Hong Kong, Macao and Taiwan are countries of their own in addresses, also
    /// where they were written as provinces.
    #[must_use]
    pub fn as_sent(&self) -> Self {
        let country = self.country.trim().to_owned();
        if country == "CN" && !self.province.trim().is_empty() {
            let stem = Name::read(&self.province, true).stem;
            let found = APART.iter().find(|(name, _)| *name == stem);
            if let Some((_, code)) = found {
                return Self { country: (*code).into(), province: String::new(), ..self.clone() };
            }
        }
        Self { country, ..self.clone() }
    }

    /// Whether `place` lies in this region. What this region leaves out is any; a place that does not say
    /// its province, city or district (yet) lies in none.
    ///
    /// Names are compared without case, blanks and signs, with or without the word for what they are:
    /// `西藏` and `西藏自治区`, `hunan` and `Hunan Province` are the same. China's provinces are also known
    /// by their English names and codes.
    pub fn covers(&self, place: &Self) -> bool {
        let (own, place) = (self.as_sent(), place.as_sent());
        let china = own.country == "CN";
        let province = [(&own.province, &place.province)].into_iter();
        let below = [(&own.city, &place.city), (&own.district, &place.district)];
        let alike = |(one, other): (&String, &String), china: bool, kind: bool| {
            let (one, other) = (Name::read(one, china), Name::read(other, china));
            one.stem.is_empty() || one.is(&other, kind)
        };
        own.country == place.country
            && province.into_iter().all(|pair| alike(pair, china, false))
            && below.into_iter().all(|pair| alike(pair, false, true))
    }
}

/// What has a country's code of its own, by its name in Chinese.
const APART: [(&str, &str); 3] = [("香港", "HK"), ("澳门", "MO"), ("台湾", "TW")];

/// Words for what a region is, the longest first; some parts of them are names of peoples.
const KINDS: [&str; 13] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "省",
    "市",
    "盟",
    "区",
    "县",
    "旗",
    "州",
];

/// The same in English, as they are without blanks.
const ENGLISH_KINDS: [&str; 5] =
    ["autonomousregion", "specialadministrativeregion", "province", "municipality", "state"];

/// China's provinces: name, English names, code of ISO 3166-2.
const CHINA: &str = "北京 beijing bj
天津 tianjin tj
河北 hebei he
山西 shanxi sx
内蒙古 innermongolia neimenggu neimongol nm
辽宁 liaoning ln
吉林 jilin jl
黑龙江 heilongjiang hl
上海 shanghai sh
江苏 jiangsu js
浙江 zhejiang zj
安徽 anhui ah
福建 fujian fj
江西 jiangxi jx
山东 shandong sd
河南 henan ha
湖北 hubei hb
湖南 hunan hn
广东 guangdong gd
广西 guangxi gx
海南 hainan hi
重庆 chongqing cq
四川 sichuan sc
贵州 guizhou gz
云南 yunnan yn
西藏 tibet xizang xz
陕西 shaanxi sn
甘肃 gansu gs
青海 qinghai qh
宁夏 ningxia nx
新疆 xinjiang xj
香港 hongkong hk
澳门 macao macau mo
台湾 taiwan tw";

/// A name as it is compared.
struct Name {
    /// Without the word for what it is.
    stem: String,
    /// The end of that word.
    kind: Option<char>,
    /// Whether names of peoples may stand at the end of the stem, which many leave out.
    peoples: bool,
}

impl Name {
    fn read(text: &str, china: bool) -> Self {
        let plain: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let cut = |kind: &str| {
            let stem = plain.strip_suffix(kind)?;
            (stem.chars().count() >= 2).then(|| stem.to_owned())
        };
        let chinese = KINDS.iter().find_map(|kind| Some((cut(kind)?, *kind)));
        if let Some((stem, kind)) = chinese {
            let peoples = kind.starts_with("自治");
            return Self { stem, kind: kind.chars().last(), peoples };
        }
        let stem = ENGLISH_KINDS.iter().find_map(|kind| cut(kind)).unwrap_or(plain);
        let stem = if china { in_chinese(&stem).map_or(stem, Into::into) } else { stem };
        Self { stem, kind: None, peoples: false }
    }

    /// Whether both name the same; `kind`: also what they say they are.
    fn is(&self, other: &Self, kind: bool) -> bool {
        let begins = |long: &Self, short: &Self| {
            long.peoples && short.stem.chars().count() >= 2 && long.stem.starts_with(&short.stem)
        };
        let stem = self.stem == other.stem || begins(self, other) || begins(other, self);
        let kinds = self.kind.zip(other.kind).is_none_or(|(one, other)| one == other);
        stem && (kinds || !kind)
    }
}

/// A province of China that was named in English or by its code.
fn in_chinese(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("cn").filter(|rest| rest.len() == 2).unwrap_or(name);
    let known = |other: &str| name == other || (other.len() > 2 && name.starts_with(other));
    CHINA.lines().find_map(|line| {
        let (chinese, others) = line.split_once(' ')?;
        others.split(' ').any(known).then_some(chinese)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(country: &str, parts: [&str; 3]) -> Region {
        let [province, city, district] = parts.map(Into::into);
        Region { country: country.into(), province, city, district }
    }

    fn covers(rule: [&str; 3], place: [&str; 3]) -> bool {
        region("CN", rule).covers(&region("CN", place))
    }

    #[test]
    fn a_province_is_known_in_every_spelling() {
        let spellings =
            ["西藏", "西藏自治区", " 西 藏 ", "Tibet", "xizang", "XIZANG Province", "CN-XZ"];
        for one in spellings {
            for other in spellings {
                assert!(covers([one, "", ""], [other, "拉萨市", "城关区"]), "{one} {other}");
            }
            assert!(!covers([one, "", ""], ["新疆维吾尔自治区", "拉萨市", ""]), "{one}");
        }
        for (one, other) in [
            ("新疆", "新疆维吾尔自治区"),
            ("广西", "广西壮族自治区"),
            ("内蒙", "内蒙古自治区"),
            ("Inner Mongolia Autonomous Region", "内蒙古自治区"),
            ("海南", "海南省"),
            ("北京", "北京市"),
        ] {
            assert!(covers([one, "", ""], [other, "", ""]), "{one} {other}");
            assert!(covers([other, "", ""], [one, "", ""]), "{other} {one}");
        }
        for (one, other) in
            [("山西", "陕西省"), ("shanxi", "Shaanxi"), ("河南", "河北"), ("海南", "")]
        {
            assert!(!covers([one, "", ""], [other, "", ""]), "{one} {other}");
        }
    }

    #[test]
    fn cities_and_districts_count_within_what_is_above_them() {
        assert!(covers(["新疆", "伊犁", ""], ["新疆", "伊犁哈萨克自治州", "伊宁市"]));
        assert!(covers(["辽宁", "朝阳", ""], ["辽宁省", "朝阳市", "双塔区"]));
        assert!(!covers(["辽宁", "朝阳", ""], ["北京市", "北京市", "朝阳区"]));
        assert!(covers(["北京", "", "朝阳"], ["北京市", "市辖区", "朝阳区"]));
        assert!(!covers(["新疆", "", "伊宁市"], ["新疆", "伊犁", "伊宁县"]));
        assert!(!covers(["新疆", "伊犁", ""], ["新疆", "", ""]), "not known yet");
        assert!(covers(["", "广州", ""], ["广东", "广州市", "天河区"]));
    }

    #[test]
    fn what_is_sent_as_abroad_is_one_place_whether_country_or_province() {
        let place = region("CN", ["香港特别行政区", "", "中西区"]);
        assert_eq!(place.as_sent().country, "HK");
        assert!(region("CN", ["香港", "", ""]).covers(&region("HK", ["", "", "中西区"])));
        assert!(region("HK", ["", "", ""]).covers(&place));
        assert!(!region("CN", ["香港", "", ""]).covers(&region("CN", ["广东", "深圳", ""])));
        assert!(region("US", ["Alaska", "", ""]).covers(&region("US", ["ALASKA", "", ""])));
        assert!(!region("US", ["AK", "", ""]).covers(&region("US", ["Alaska", "", ""])));
        assert!(region("FR", ["", "", ""]).covers(&region("FR", ["", "Paris", ""])));
    }
}
