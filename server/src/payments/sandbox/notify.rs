//! The sandbox's webhooks: signed, over real HTTP, tried again until they are taken.

use std::time::Duration;

use picklive_contract::time::SECOND;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use super::Sandbox;
use crate::{
    ApiError,
    db::{Tx, entities::sandbox_charge},
    payments::sign,
};

/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How often due charges are looked for.
const EVERY: Duration = Duration::from_millis(250);
/// After so many tries a webhook is given up.
const TRIES: i32 = 12;

/// What a webhook says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    /// The shop's payment.
    pub payment: String,
    /// The sandbox's charge.
    pub charge: String,
    /// `paid` or `failed`.
    pub status: String,
    /// What came, minor units.
    pub amount: i64,
    /// Of this currency.
    pub currency: String,
}

impl Sandbox {
    /// Pays what is due and sends webhooks, for ever.
    pub async fn run(self) {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                () = self.due.notified() => {}
            }
            if let Err(error) = self.round().await {
                tracing::error!(%error, "the sandbox stumbled; trying again");
            }
        }
    }

    /// One round: pays what pays by itself by now, and sends the webhooks that are due.
    pub async fn round(&self) -> Result<(), ApiError> {
        self.pay_due().await?;
        let now = self.clock.now();
        let due = sandbox_charge::Entity::find()
            .filter(sandbox_charge::Column::Webhook.eq("due"))
            .filter(sandbox_charge::Column::WebhookAt.lte(now.0))
            .order_by_asc(sandbox_charge::Column::WebhookAt)
            .limit(200)
            .all(&self.db.read)
            .await?;
        for charge in due {
            let sent = self.send(&charge).await;
            if let Err(why) = &sent {
                tracing::warn!(charge = charge.id, %why, "a webhook was not taken");
            }
            self.note(&charge, sent.is_ok()).await?;
        }
        Ok(())
    }

    async fn send(&self, charge: &sandbox_charge::Model) -> Result<(), String> {
        let body = Body {
            payment: charge.payment_id.clone(),
            charge: charge.id.clone(),
            status: charge.state.clone(),
            amount: charge.amount,
            currency: charge.currency.clone(),
        };
        let body = serde_json::to_vec(&body).map_err(|error| error.to_string())?;
        let sent = self
            .client
            .post(&charge.notify_url)
            .header("content-type", "application/json")
            .header(sign::HEADER, self.sign(self.clock.now(), &body))
            .body(body)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        if sent.status().is_success() { Ok(()) } else { Err(sent.status().to_string()) }
    }

    async fn note(&self, charge: &sandbox_charge::Model, taken: bool) -> Result<(), ApiError> {
        let state = match taken {
            true => "delivered",
            false if charge.webhook_tries + 1 >= TRIES => "lost",
            false => "due",
        };
        let next = self.clock.now().plus(SECOND << charge.webhook_tries.clamp(0, 8));
        let work = async |tx: Tx| -> Result<(), ApiError> {
            sandbox_charge::Entity::update_many()
                .col_expr(sandbox_charge::Column::Webhook, Expr::value(state))
                .col_expr(sandbox_charge::Column::WebhookAt, Expr::value(next.0))
                .col_expr(
                    sandbox_charge::Column::WebhookTries,
                    Expr::col(sandbox_charge::Column::WebhookTries).add(1),
                )
                .filter(sandbox_charge::Column::Id.eq(&charge.id))
                .filter(sandbox_charge::Column::Webhook.eq("due"))
                .exec(&*tx)
                .await?;
            Ok(())
        };
        self.db.writing(work).await
    }
}
