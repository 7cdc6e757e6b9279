//! Names of countries and provinces, as short as they can be.

use picklive_contract::Lang;

/// `code 中文 English`, one a line.
const COUNTRIES: &str = "CN 中国大陆 Mainland China
HK 中国香港 Hong Kong SAR
MO 中国澳门 Macao SAR
TW 中国台湾 Taiwan
SG 新加坡 Singapore
MY 马来西亚 Malaysia
TH 泰国 Thailand
VN 越南 Vietnam
ID 印度尼西亚 Indonesia
PH 菲律宾 Philippines
IN 印度 India
JP 日本 Japan
KR 韩国 South Korea
AU 澳大利亚 Australia
NZ 新西兰 New Zealand
US 美国 United States
CA 加拿大 Canada
MX 墨西哥 Mexico
BR 巴西 Brazil
GB 英国 United Kingdom
IE 爱尔兰 Ireland
FR 法国 France
DE 德国 Germany
IT 意大利 Italy
ES 西班牙 Spain
PT 葡萄牙 Portugal
NL 荷兰 Netherlands
BE 比利时 Belgium
CH 瑞士 Switzerland
AT 奥地利 Austria
SE 瑞典 Sweden
NO 挪威 Norway
DK 丹麦 Denmark
FI 芬兰 Finland
PL 波兰 Poland
AE 阿联酋 United Arab Emirates";

/// The provinces of the Chinese mainland, as addresses write them and in English, one a line; the first four
/// are cities too.
const PROVINCES: &str = "北京市 Beijing
上海市 Shanghai
天津市 Tianjin
重庆市 Chongqing
河北省 Hebei
山西省 Shanxi
内蒙古自治区 Inner Mongolia
辽宁省 Liaoning
吉林省 Jilin
黑龙江省 Heilongjiang
江苏省 Jiangsu
浙江省 Zhejiang
安徽省 Anhui
福建省 Fujian
江西省 Jiangxi
山东省 Shandong
河南省 Henan
湖北省 Hubei
湖南省 Hunan
广东省 Guangdong
广西壮族自治区 Guangxi
海南省 Hainan
四川省 Sichuan
贵州省 Guizhou
云南省 Yunnan
西藏自治区 Tibet
陕西省 Shaanxi
甘肃省 Gansu
青海省 Qinghai
宁夏回族自治区 Ningxia
新疆维吾尔自治区 Xinjiang";

/// How many of the [`provinces`] are cities too; they come first.
pub const CITIES: usize = 4;

/// The provinces of the Chinese mainland as addresses write them, each with its name in `lang`. Couriers read
/// the first, whoever chose it by the second.
pub fn provinces(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    PROVINCES.lines().filter_map(|line| line.split_once(' ')).map(move |(zh, en)| match lang {
        Lang::Zh => (zh, zh),
        Lang::En => (zh, en),
    })
}

/// A country's name in `lang`; the code when it is not in the list.
pub fn country(code: &str, lang: Lang) -> String {
    let found = COUNTRIES
        .lines()
        .find_map(|line| line.strip_prefix(code)?.strip_prefix(' ')?.split_once(' '));
    match (found, lang) {
        (Some((zh, _)), Lang::Zh) => zh.into(),
        (Some((_, en)), Lang::En) => en.into(),
        (None, _) => code.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_named_in_the_readers_language_and_unknown_ones_by_code() {
        assert_eq!(country("SG", Lang::Zh), "新加坡");
        assert_eq!(country("US", Lang::En), "United States");
        assert_eq!(country("XX", Lang::En), "XX");
        assert_eq!(country("", Lang::Zh), "");
        assert_eq!(provinces(Lang::Zh).count(), 31);
        assert_eq!(provinces(Lang::En).nth(6), Some(("内蒙古自治区", "Inner Mongolia")));
        assert_eq!(provinces(Lang::Zh).nth(CITIES - 1), Some(("重庆市", "重庆市")));
    }
}
