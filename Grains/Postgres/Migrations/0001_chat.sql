-- The chat's own tables. docs/architecture.md says why they are as they are.

-- One row: the log's epoch. An operator raises it after restoring a backup, and every position of a client from
-- before is then answered with a reset.
create table log_epoch
(
    only_row boolean primary key default true check (only_row),
    epoch    bigint not null
);
insert into log_epoch (epoch) values (1);

create table users
(
    user_id    uuid primary key,
    name       text        not null,
    created_at timestamptz not null
);

-- A token's secret is never stored, only its SHA-256.
create table sessions
(
    user_id    uuid        not null references users on delete cascade,
    token_hash bytea       not null check (length(token_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (user_id, token_hash)
);

create table rooms
(
    room_id    bigint generated always as identity primary key,
    name       text collate "C" not null unique,
    created_at timestamptz      not null
);

-- The log. No foreign keys: each would lock a row of another table for every append, and only rooms write here.
create table room_events
(
    room_id    bigint      not null,
    seq        bigint      not null check (seq > 0),
    at         timestamptz not null,
    kind       smallint    not null,
    actor_id   uuid        not null,
    actor_name text        not null,
    client_id  uuid        not null,
    body       text,
    -- Fences a second writer of a room (G6).
    constraint room_events_fence primary key (room_id, seq),
    -- Makes a retried write the same write (G3).
    constraint room_events_once unique (room_id, actor_id, client_id)
);

-- Changed in the same transaction as the join or leave that says so.
create table members
(
    room_id    bigint not null,
    user_id    uuid   not null,
    joined_seq bigint not null,
    primary key (room_id, user_id)
);
create index members_by_user on members (user_id, room_id);
