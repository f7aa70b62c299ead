"""sample-shop: a web shop for perfume and coffee in Saudi Arabia; Shopify, Meta Ads, Stripe, and a courier's cash."""
