"""Words that leave the house: mails over SMTP or to the console, and JSON to a webhook."""
