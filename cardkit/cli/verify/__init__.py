"""`cardkit verify`: small messages that ask the service where its sources disagree, and a report of the answers."""
