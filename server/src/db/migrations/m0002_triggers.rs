//! Orders, payments and vouchers only go forward, whoever writes them.

use sea_orm_migration::sea_orm::DbBackend;

/// The triggers in the words of `backend`.
pub fn statements(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { POSTGRES } else { SQLITE }
}

/// The steps an order may take, as one condition over `OLD` and `NEW`. An expired or cancelled order can
/// still become paid (its money came late and a unit was found) or refunded (none was).
macro_rules! forward {
    () => {
        "((OLD.state = 'awaiting_payment' AND NEW.state IN ('paid', 'cancelled', 'expired'))
   OR (OLD.state IN ('cancelled', 'expired') AND NEW.state IN ('paid', 'refunded'))
   OR (OLD.state = 'paid' AND NEW.state IN ('shipped', 'completed', 'refunded'))
   OR (OLD.state = 'shipped' AND NEW.state IN ('delivered', 'completed', 'refunded'))
   OR (OLD.state = 'delivered' AND NEW.state IN ('completed', 'refunded'))
   OR (OLD.state = 'completed' AND NEW.state = 'refunded'))"
    };
}

/// The steps a payment may take. A payment reported as failed can still turn out paid.
macro_rules! payment_forward {
    () => {
        "((OLD.state = 'pending' AND NEW.state IN ('paid', 'failed', 'refunded'))
   OR (OLD.state = 'failed' AND NEW.state IN ('paid', 'refunded'))
   OR (OLD.state = 'paid' AND NEW.state = 'refunded'))"
    };
}

const SQLITE: &str = concat!(
    "CREATE TRIGGER orders_go_forward BEFORE UPDATE OF state ON orders
WHEN NEW.state <> OLD.state AND NOT ",
    forward!(),
    " BEGIN SELECT RAISE(ABORT, 'an order does not go back'); END;
CREATE TRIGGER orders_refund_grows BEFORE UPDATE OF refunded ON orders
WHEN NEW.refunded < OLD.refunded
BEGIN SELECT RAISE(ABORT, 'a refund is not taken back'); END;
CREATE TRIGGER payments_go_forward BEFORE UPDATE OF state ON payments
WHEN NEW.state <> OLD.state AND NOT ",
    payment_forward!(),
    " BEGIN SELECT RAISE(ABORT, 'a payment does not go back'); END;
CREATE TRIGGER vouchers_once BEFORE UPDATE OF redeemed_at ON voucher_codes
WHEN OLD.redeemed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a voucher is redeemed once'); END;"
);

const POSTGRES: &str = concat!(
    "CREATE FUNCTION orders_go_forward() RETURNS trigger AS $$ BEGIN
IF NEW.state <> OLD.state AND NOT ",
    forward!(),
    " THEN RAISE EXCEPTION 'an order does not go back'; END IF;
IF NEW.refunded < OLD.refunded THEN RAISE EXCEPTION 'a refund is not taken back'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER orders_go_forward BEFORE UPDATE ON orders
FOR EACH ROW EXECUTE FUNCTION orders_go_forward();
CREATE FUNCTION payments_go_forward() RETURNS trigger AS $$ BEGIN
IF NEW.state <> OLD.state AND NOT ",
    payment_forward!(),
    " THEN RAISE EXCEPTION 'a payment does not go back'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER payments_go_forward BEFORE UPDATE ON payments
FOR EACH ROW EXECUTE FUNCTION payments_go_forward();
CREATE FUNCTION vouchers_once() RETURNS trigger AS $$ BEGIN
IF OLD.redeemed_at IS NOT NULL AND NEW.redeemed_at IS DISTINCT FROM OLD.redeemed_at
THEN RAISE EXCEPTION 'a voucher is redeemed once'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER vouchers_once BEFORE UPDATE ON voucher_codes
FOR EACH ROW EXECUTE FUNCTION vouchers_once();"
);
