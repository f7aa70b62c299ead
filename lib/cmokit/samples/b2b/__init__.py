"""sample-b2b: a software company in Germany; HubSpot for marketing, Salesforce for sales, Google and LinkedIn Ads."""
