-- What Orleans' AdoNet providers for clustering and grain storage expect to find: the table of queries, each under the
-- key its provider asks for, with the parameter and column names the provider binds. The names and types are Orleans'
-- contract; the statements are ours, single ones with common table expressions instead of functions, so that they
-- show in pg_stat_statements as what they are.

create table orleansquery
(
    querykey  varchar(64) primary key,
    querytext text not null
);

-- Clustering: one version row for the whole cluster, one row for each silo that ever started.
create table orleansmembershipversiontable
(
    deploymentid varchar(150) primary key,
    timestamp    timestamptz(3) not null default now(),
    version      integer        not null default 0
);

create table orleansmembershiptable
(
    deploymentid varchar(150)   not null references orleansmembershipversiontable,
    address      varchar(45)    not null,
    port         integer        not null,
    generation   integer        not null,
    siloname     varchar(150)   not null,
    hostname     varchar(150)   not null,
    status       integer        not null,
    proxyport    integer,
    suspecttimes varchar(8000),
    starttime    timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    primary key (deploymentid, address, port, generation)
);

insert into orleansquery (querykey, querytext) values
('UpdateIAmAlivetimeKey', $sql$
    update orleansmembershiptable
    set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$sql$),
('InsertMembershipVersionKey', $sql$
    with added as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId)
        on conflict do nothing
        returning 1)
    select count(*)::integer as row_count from added
$sql$),
-- A silo is added only together with a step of the version from the one the caller saw: 1 when both happened, else 0.
-- The step locks the version row first, so that two silos that start at once come one after the other.
('InsertMembershipKey', $sql$
    with taken as (
        select 1 from orleansmembershiptable
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation),
    stepped as (
        update orleansmembershipversiontable
        set timestamp = now(), version = version + 1
        where deploymentid = @DeploymentId and version = @Version and not exists (select 1 from taken)
        returning deploymentid),
    added as (
        insert into orleansmembershiptable
            (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from stepped
        returning 1)
    select count(*)::integer as row_count from added
$sql$),
('UpdateMembershipKey', $sql$
    with stepped as (
        update orleansmembershipversiontable
        set timestamp = now(), version = version + 1
        where deploymentid = @DeploymentId and version = @Version
        returning deploymentid),
    changed as (
        update orleansmembershiptable m
        set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from stepped
        where m.deploymentid = stepped.deploymentid
            and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select count(*)::integer as row_count from changed
$sql$),
('MembershipReadRowKey', $sql$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
        m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m on m.deploymentid = v.deploymentid
        and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deploymentid = @DeploymentId
$sql$),
('MembershipReadAllKey', $sql$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
        m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m on m.deploymentid = v.deploymentid
    where v.deploymentid = @DeploymentId
$sql$),
('DeleteMembershipTableEntriesKey', $sql$
    with silos as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId
$sql$),
('CleanupDefunctSiloEntriesKey', $sql$
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3
$sql$),
('GatewaysQueryKey', $sql$
    select address, proxyport, generation
    from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$sql$);

-- Grain storage: one row for each grain with state, versioned, so that of two activations one loses its write.
create table orleansstorage
(
    grainidhash            integer      not null,
    grainidn0              bigint       not null,
    grainidn1              bigint       not null,
    graintypehash          integer      not null,
    graintypestring        varchar(512) not null,
    grainidextensionstring varchar(512),
    serviceid              varchar(150) not null,
    payloadbinary          bytea,
    modifiedon             timestamp    not null,
    version                integer
);

-- The provider addresses a grain by all of these, and a grain has one row.
create unique index orleansstorage_grain on orleansstorage
    (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''), serviceid);

insert into orleansquery (querykey, querytext) values
-- The new version when the write took place. The version the caller came with (null for the first write) says that
-- somebody else was faster, and Orleans then throws InconsistentStateException.
('WriteToStorageKey', $sql$
    with updated as (
        update orleansstorage
        set payloadbinary = @PayloadBinary, modifiedon = now() at time zone 'utc', version = version + 1
        where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
            and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString
            and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
            and version = @GrainStateVersion
        returning version),
    inserted as (
        insert into orleansstorage
            (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
             payloadbinary, modifiedon, version)
        select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId,
            @PayloadBinary, now() at time zone 'utc', 1
        where @GrainStateVersion::integer is null
        on conflict do nothing
        returning version)
    select coalesce((select version from updated), (select version from inserted), @GrainStateVersion)
        as newgrainstateversion
$sql$),
('ReadFromStorageKey', $sql$
    select payloadbinary, modifiedon, version
    from orleansstorage
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
        and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString
        and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
$sql$),
('ClearStorageKey', $sql$
    update orleansstorage
    set payloadbinary = null, modifiedon = now() at time zone 'utc', version = version + 1
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
        and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString
        and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
        and version = @GrainStateVersion
    returning version as newgrainstateversion
$sql$),
('DeleteStorageKey', $sql$
    delete from orleansstorage
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
        and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString
        and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
        and version = @GrainStateVersion
    returning version + 1 as newgrainstateversion
$sql$);
