-- Edits, deletions, reactions, replies; roles; and what keeps the log whole after a restore.

alter table room_events
    -- What a change changes, and what a message answers.
    add column target_seq     bigint,
    -- For a message that answers another one: the first message of the thread.
    add column thread_seq     bigint,
    -- 64 bits of SHA-256 of what was first written; null when its text was deleted.
    add column fingerprint    bigint,
    -- For a message: the edit that gave it its text, its deletion, and the thread that begins with it.
    add column edited_seq     bigint,
    add column deleted_seq    bigint,
    add column replies        integer,
    add column last_reply_seq bigint;

update room_events set fingerprint =
    ('x' || left(encode(sha256(convert_to(kind || '::' || coalesce(body, ''), 'UTF8')), 'hex'), 16))::bit(64)::bigint;

create index room_events_by_target on room_events (room_id, target_seq) where target_seq is not null;
create index room_events_by_thread on room_events (room_id, thread_seq, seq) where thread_seq is not null;

-- Whoever made a room moderates it; the common room belongs to nobody.
alter table members add column role smallint not null default 0;
update members m set role = 1 from rooms r where r.room_id = m.room_id and m.joined_seq = 1 and r.name <> 'lobby';

-- The reactions that stand; their history is in the log.
create table reactions
(
    room_id     bigint           not null,
    message_seq bigint           not null,
    emoji       text collate "C" not null,
    user_id     uuid             not null,
    user_name   text             not null,
    seq         bigint           not null,
    primary key (room_id, message_seq, emoji, user_id)
);

-- A room's number is never given to another room, not even after a restore to a time before the room was made: a room
-- that lived on must not find another one's events under its own number. So it is a time, in milliseconds, with a count
-- below it.
create sequence room_numbers;
alter table rooms alter column room_id drop identity;
alter table rooms alter column room_id set default
    ((extract(epoch from clock_timestamp()) * 1000)::bigint << 20) | (nextval('room_numbers') & 1048575);

-- Refuses an append that was numbered on another log than this one: of another epoch, or with a gap before its first
-- event, as a room does that lived on while a backup was restored. Plans are kept for the life of a connection, and
-- this one must use primary keys from the first row on. Without just-in-time compilation, which a plan that could only
-- scan a table would otherwise set off: that takes a hundred times as long as the check.
create function check_append(epochs bigint[], room_ids bigint[], first_seqs bigint[]) returns void
    language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as
$$
begin
    if exists (select from log_epoch where only_row and (epoch <> all (epochs) or cardinality(epochs) <> 1)) then
        raise exception 'The log has another epoch.' using errcode = 'OC001';
    end if;
    if exists (select from unnest(room_ids, first_seqs) as batch (room_id, seq)
               where batch.seq > 1 and not exists (
                   select from room_events e where e.room_id = batch.room_id and e.seq = batch.seq - 1)) then
        raise exception 'An event''s predecessor is missing.' using errcode = 'OC001';
    end if;
end
$$;
