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

/// The provinces of the Chinese mainland, as addresses write them; the first four are cities too.
pub const PROVINCES: &str = "北京市 上海市 天津市 重庆市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 \
江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 四川省 \
贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区";

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
        assert_eq!(PROVINCES.split_whitespace().count(), 31);
    }
}
