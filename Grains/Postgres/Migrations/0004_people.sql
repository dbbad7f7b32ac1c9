-- Names that are one person's at a time, who is online, topics. Direct rooms are rooms like others; their members have
-- joined at 0.

alter table users add column last_seen_at timestamptz;
alter table rooms add column topic text;

-- The key is what all names that look alike share (TextRules.NameKey). Held until a time, and while the user is online.
create table names
(
    name_key   text collate "C" primary key,
    user_id    uuid        not null unique references users on delete cascade,
    held_until timestamptz not null
);

-- Gateways that are alive, and who is online at them. One lease for each gateway, not for each user.
create table gateways
(
    gateway_id  text collate "C" primary key,
    lease_until timestamptz not null,
    -- The number of the last report that was taken.
    report      bigint      not null
);
create table online
(
    user_id    uuid             not null,
    gateway_id text collate "C" not null references gateways on delete cascade,
    since      timestamptz      not null,
    -- The report that said so; a complete one ends what only earlier ones said.
    report     bigint           not null,
    primary key (user_id, gateway_id)
);
create index online_by_gateway on online (gateway_id, user_id);

-- Whose direct rooms are which.
create index members_direct on members (user_id, room_id) where joined_seq = 0;

-- A rename whose rooms haven't all been told. Written together with the new name.
create table renames
(
    user_id   uuid primary key references users on delete cascade,
    rename_id uuid not null,
    old_name  text not null,
    new_name  text not null
);
