//! The journeys that are walked in `WebKit`, too: `cargo xtask test webkit` runs them and nothing else.
//! A journey belongs here when it needs nothing that only Chromium can do, and goes where engines differ.

use anyhow::Result;

/// Makes a test of each journey. To other runs they are ignored: they want another browser.
macro_rules! in_webkit {
    ($($module:ident :: $journey:ident),* $(,)?) => {
        $(
            #[test]
            #[ignore = "it wants WebKit: `cargo xtask test webkit`"]
            fn $journey() -> Result<()> {
                picklive_e2e::in_webkit(crate::$module::$journey)
            }
        )*
    };
}

in_webkit![
    driver::a_click_and_a_key_of_the_driver_arrive,
    // Reading.
    reading::todays_picks_are_readable_before_the_app_runs,
    reading::the_app_starts_on_pages_below_others,
    reading::links_go_to_the_page_and_back_keeps_the_place,
    language::the_language_that_was_chosen_stays,
    last::a_shop_that_was_opened_before_opens_without_a_line,
    search::what_is_typed_is_found_and_can_be_come_back_to,
    told::another_price_is_on_the_open_page_at_once,
    told::what_changed_while_the_server_was_away_is_told_when_it_is_back,
    // Buying.
    clock::a_deal_opens_by_itself_at_its_second,
    limited::who_verified_before_the_hour_buys_the_limited_deal_as_it_opens,
    cart::what_is_put_in_stays_and_is_bought_together,
    cart::two_tabs_have_one_cart,
    paying::a_parcel_is_bought_and_paid_by_a_wallet,
    paying::a_parcel_is_bought_and_paid_on_another_page,
    paying::a_parcel_is_bought_and_paid_by_a_code_in_another_window,
    keyboard::from_todays_page_to_a_paid_order_by_keyboard,
    // Live rooms: video plays here, too.
    rooms::what_the_host_shows_comes_with_the_picture,
    rooms::what_one_says_others_hear,
    rooms_pay::what_is_shown_is_bought_while_the_picture_goes_on,
    rooms_pay::a_code_is_paid_on_another_phone_while_the_picture_goes_on,
    rooms_pay::wechats_bridge_is_paid_while_the_picture_goes_on,
    rooms_corner::one_looks_around_in_the_shop_while_the_picture_goes_on,
    rooms_pay::who_pays_on_another_page_comes_back_to_the_room_and_the_paid_order,
    rooms_follow::a_host_is_followed_in_every_room_until_a_second_tap,
    rooms_coupon::a_coupon_is_claimed_and_bought_with,
    desk::what_the_host_does_on_one_page_is_seen_on_another,
    desk::axe_finds_nothing_at_the_desk,
    rooms_away::the_server_stops_and_starts_under_an_open_room,
    // After buying: cancelling, returns and refunds.
    fresh::the_last_unit_while_it_is_paid_for_is_not_called_gone,
    late::a_payment_after_the_hold_gets_the_money_back_when_all_are_sold,
    after::what_came_broken_goes_back_and_the_money_too,
    messages::buyer_and_shop_write_to_each_other_and_nothing_typed_is_lost,
    messages::a_message_whose_answer_was_lost_is_sent_once,
    book::an_address_is_added_corrected_and_made_the_default,
    after::an_address_is_kept_for_whoever_is_signed_in_and_can_be_chosen,
    account::who_signs_out_is_nobody_here_and_at_the_shop,
    whole::from_signing_in_to_the_refund_while_the_server_stops_and_starts,
    // When something goes wrong.
    trouble::the_server_stops_and_comes_back,
    trouble::what_was_typed_survives_a_reload,
    trouble::no_console_errors_and_no_csp_violations,
    start::a_panic_in_a_task_is_told_of_as_one_in_a_listener,
];
