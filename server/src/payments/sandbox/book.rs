//! The sandbox's own book of charges and refunds.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict, Value},
};

use super::{NONE, Sandbox};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{sandbox_charge, sandbox_refund},
        inserted,
    },
    payments::provider::ChargeAsk,
    random,
};

/// The wallet pays by itself after this long, in milliseconds.
const WALLET: i64 = 1_000;
/// A late payment comes this long after the hold.
const LATE: i64 = 1_500;

/// What somebody on the page chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Pay now.
    Pay,
    /// Refuse.
    Fail,
    /// Pay once the hold has lapsed.
    Late,
}

impl Choice {
    /// Reads a form's word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "pay" => Self::Pay,
            "fail" => Self::Fail,
            "late" => Self::Late,
            _ => return None,
        })
    }
}

impl Sandbox {
    /// Opens a charge, or finds the one that this payment has.
    pub(super) async fn open(&self, ask: &ChargeAsk) -> Result<sandbox_charge::Model, ApiError> {
        let now = self.clock.now();
        let notify = ask.base.join(&format!("v1/webhooks/{}", super::ID));
        let row = sandbox_charge::Model {
            id: random::id(),
            payment_id: ask.payment.clone(),
            number: ask.number.clone(),
            method: ask.method.clone(),
            amount: ask.amount.amount,
            currency: ask.amount.currency.code().into(),
            state: "open".into(),
            token: random::id(),
            return_url: ask.return_url.as_ref().map(ToString::to_string),
            notify_url: notify.map_err(ApiError::internal)?.into(),
            hold_expires_at: ask.hold_expires_at.0,
            pays_at: (ask.method == NONE).then(|| now.plus(WALLET).0),
            webhook: "none".into(),
            webhook_at: None,
            webhook_tries: 0,
            created_at: now.0,
        };
        let work = async |tx: Tx| -> Result<(), ApiError> {
            let known =
                OnConflict::column(sandbox_charge::Column::PaymentId).do_nothing().to_owned();
            let row = sandbox_charge::ActiveModel::from(row.clone()).reset_all();
            let insert = sandbox_charge::Entity::insert(row).on_conflict(known);
            inserted(insert.exec_without_returning(&*tx).await)?;
            Ok(())
        };
        self.db.writing(work).await?;
        let found = self.of_payment(&ask.payment).await?;
        found.ok_or_else(|| ApiError::internal("a charge got lost"))
    }

    /// The charge of a payment.
    pub(super) async fn of_payment(
        &self,
        payment: &str,
    ) -> Result<Option<sandbox_charge::Model>, ApiError> {
        let found = sandbox_charge::Entity::find();
        let found = found.filter(sandbox_charge::Column::PaymentId.eq(payment));
        Ok(found.one(&self.db.read).await?)
    }

    /// The charge with this id.
    pub async fn charge(&self, id: &str) -> Result<Option<sandbox_charge::Model>, ApiError> {
        if id.contains('\0') {
            return Ok(None);
        }
        Ok(sandbox_charge::Entity::find_by_id(id).one(&self.db.read).await?)
    }

    /// Does what was chosen for an open charge; a charge that is decided stays as it is. `lose`: the
    /// webhook never leaves.
    pub async fn choose(
        &self,
        charge: &sandbox_charge::Model,
        choice: Choice,
        lose: bool,
    ) -> Result<(), ApiError> {
        let now = self.clock.now();
        let hold = picklive_contract::UnixMillis(charge.hold_expires_at).max(now);
        let (state, pays_at) = match choice {
            Choice::Pay => ("paid", None),
            Choice::Fail => ("failed", None),
            Choice::Late => ("late", Some(hold.plus(LATE).0)),
        };
        let webhook = match (lose, choice) {
            (true, _) => "lost",
            (false, Choice::Late) => "none",
            (false, _) => "due",
        };
        let work = async |tx: Tx| -> Result<(), ApiError> {
            sandbox_charge::Entity::update_many()
                .col_expr(sandbox_charge::Column::State, Expr::value(state))
                .col_expr(sandbox_charge::Column::PaysAt, Expr::value(pays_at))
                .col_expr(sandbox_charge::Column::Webhook, Expr::value(webhook))
                .col_expr(sandbox_charge::Column::WebhookAt, Expr::value(now.0))
                .filter(sandbox_charge::Column::Id.eq(&charge.id))
                .filter(sandbox_charge::Column::State.eq("open"))
                .exec(&*tx)
                .await?;
            Ok(())
        };
        self.db.writing(work).await?;
        self.due.notify_one();
        Ok(())
    }

    /// Pays the charges that pay by themselves by now.
    pub(super) async fn pay_due(&self) -> Result<(), ApiError> {
        let now = self.clock.now();
        let due: Vec<String> = sandbox_charge::Entity::find()
            .select_only()
            .column(sandbox_charge::Column::Id)
            .filter(sandbox_charge::Column::PaysAt.lte(now.0))
            .order_by_asc(sandbox_charge::Column::PaysAt)
            .limit(200)
            .into_tuple()
            .all(&self.db.read)
            .await?;
        for id in due {
            let told =
                Expr::case(sandbox_charge::Column::Webhook.eq("lost"), "lost").finally("due");
            let work = async |tx: Tx| -> Result<(), ApiError> {
                sandbox_charge::Entity::update_many()
                    .col_expr(sandbox_charge::Column::State, Expr::value("paid"))
                    .col_expr(sandbox_charge::Column::PaysAt, Expr::value(Value::BigInt(None)))
                    .col_expr(sandbox_charge::Column::Webhook, told.clone().into())
                    .col_expr(sandbox_charge::Column::WebhookAt, Expr::value(now.0))
                    .filter(sandbox_charge::Column::Id.eq(&id))
                    .filter(sandbox_charge::Column::State.is_in(["open", "late"]))
                    .exec(&*tx)
                    .await?;
                Ok(())
            };
            self.db.writing(work).await?;
        }
        Ok(())
    }

    /// Sends money back, once a refund id, and never more than was paid.
    pub(super) async fn send_back(
        &self,
        refund: &str,
        payment: &str,
        amount: i64,
    ) -> Result<(), ApiError> {
        let charge = self.of_payment(payment).await?;
        let charge = charge.filter(|charge| charge.state == "paid");
        let charge = charge.ok_or_else(|| ApiError::internal("nothing was paid here"))?;
        let now = self.clock.now();
        let work = async |tx: Tx| -> Result<(), ApiError> {
            if sandbox_refund::Entity::find_by_id(refund).one(&*tx).await?.is_some() {
                return Ok(());
            }
            let of_charge = sandbox_refund::Column::ChargeId.eq(&charge.id);
            let before = sandbox_refund::Entity::find().filter(of_charge).all(&*tx).await?;
            let sum: i64 = before.iter().map(|refund| refund.amount).sum();
            if sum + amount > charge.amount {
                return Err(ApiError::internal("more would go back than was paid"));
            }
            let row = sandbox_refund::ActiveModel {
                id: Set(refund.into()),
                charge_id: Set(charge.id.clone()),
                amount: Set(amount),
                created_at: Set(now.0),
            };
            sandbox_refund::Entity::insert(row).exec_without_returning(&*tx).await?;
            Ok(())
        };
        self.db.writing(work).await
    }
}
