//! Checking the draw of a lucky bag.

use super::say;

say! {
    in 12;

    TITLE: "核对福袋开奖", "Check a lucky bag's draw";
    GONE: "没有这个福袋", "There is no such lucky bag";
    GONE_HINT: "链接可能抄错了。", "The link may be incomplete.";
    OPEN: "还没有开奖：{} 截止，开奖后这里自动核对。", "Not drawn yet. Entries close {}; the check then runs here by itself.";
    OFF: "主播收回了这个福袋，没有开奖。", "The host took it back; it was not drawn.";
    READING: "正在读名单：{} / {}", "Reading the list: {} of {}";
    AGREES: "核对一致", "It agrees";
    AGREES_HINT: "你的浏览器按公布的名单和种子又抽了一遍，结果一样。", "Your browser has drawn again from the list and the seed, with the same result.";
    DIFFERS: "核对不一致！", "It does not agree!";
    DIFFERS_HINT: "公布的内容和结果对不上。请把这一页截图，联系店铺。", "What was published and the result do not belong together. Keep a picture of this page and ask the shop.";
    CANNOT: "这里算不了", "It cannot be computed here";
    CANNOT_HINT: "浏览器只在 https 页面上提供这种计算。请用 https 打开，或按下面的步骤用别的工具算。", "Browsers compute this on https pages only. Open it by https, or compute it with another tool as described below.";
    SECURE: "用 https 打开", "Open by https";
    SEED: "种子和先公布的指纹相符", "The seed is that of the fingerprint";
    LIST: "名单有 {} 人，编号连续", "The list is whole: {}, numbered without gaps";
    DIGEST: "名单和它的摘要相符", "The digest is that of the list";
    WON: "抽出的正是公布的中奖者", "The draw gives those who were told to have won";
    NOTED: "指纹和这台手机参加前记下的一样", "The fingerprint is the one this phone noted before";
    MINE: "名单里这台手机的编号上，正是它自己的随机数", "This phone's own random number is in the list, at its place";
    YES: "一致", "agrees";
    NO: "不一致", "does not agree";
    ALL: "全部名单（{}）", "The whole list ({})";
    MORE: "还有 {} 行，都在下载的名单里。", "{} more lines are in the list that you can download.";
    SHOW_ALL: "显示其余 {} 行", "Show {} more lines";
    KEEP: "下载全部名单（文本文件）", "Download the whole list (a text file)";
    THE_SEED: "种子", "Seed";
    THE_DIGEST: "摘要", "Digest";
    HOW: "怎么算", "How it is computed";
    HOW_1: "名单：每行“编号:随机数”，按编号排，行间一个换行。指纹 = SHA-256(种子)。", "The list: a line “number:random number” each, by number, a newline between two. Fingerprint = SHA-256(seed).";
    HOW_2: "摘要 = HMAC-SHA-256(密钥：种子，名单)。", "Digest = HMAC-SHA-256(key: seed, list).";
    HOW_3: "数列：第 0、1、2……块 = HMAC-SHA-256(密钥：摘要，块号)，每块八个 32 位大端整数。", "The row: block 0, 1, 2 … = HMAC-SHA-256(key: digest, the block's number), each eight numbers of 32 bits, big-endian.";
    HOW_4: "从编号 1 到 n 逐个抽：第 i 次（从 0 起）剩 m 个，取数列中下一个小于“2³² 以内 m 的最大倍数”的数 r，第 i 位与第 i + r mod m 位交换，第 i 位中奖。", "From the numbers 1 to n, for place i from 0 with m left: the next r of the row below the greatest multiple of m within 2³² swaps places i and i + r mod m; who stands at i has won.";
}
