-- Sessions that have ended are deleted some time later, the oldest first.
create index sessions_by_expiry on sessions (expires_at);
