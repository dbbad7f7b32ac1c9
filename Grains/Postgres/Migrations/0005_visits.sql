-- Memberships that end when their user isn't connected any more. A row counts while the membership is the one it was written
-- for: whoever left and joined again has another one.
create table visits
(
    user_id    uuid   not null,
    room_id    bigint not null references rooms on delete cascade,
    joined_seq bigint not null,
    since      timestamptz not null,
    primary key (user_id, room_id)
);
