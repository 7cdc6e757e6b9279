//! The list of live rooms, and what the shop has around one: a room on somebody else's page has neither.

use super::say;

say! {
    in 13;

    TAB: "直播", "Live";
    TITLE: "直播间", "Live rooms";
    LEDE: "边看边买，不用离开。", "Watch, talk and buy without leaving.";
    ON_AIR: "正在直播", "On the air";
    TO_COME: "即将开始", "Coming up";
    BEFORE: "看回放", "Watch again";
    OVER: "已结束", "Over";
    PAUSED_SHORT: "休息中", "On a break";
    BEGAN: "{} 的直播", "Live on {}";
    NONE: "还没有直播安排", "No live rooms yet";
    NONE_HINT: "有新的会出现在这里，先看看今日精选。", "New ones show up here. Have a look at today's picks.";
    OLDER: "更早的直播", "Older rooms";
    LEAVE: "离开直播间", "Leave the room";
    BACK: "回到直播间", "Back to the room";
}
