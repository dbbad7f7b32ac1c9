// The rules for deploy/: node scripts/manifests.mjs RENDERED TYPED COMPOSE, each a file of JSON objects.
// Prints "ok …" or "FAILED …" with the reasons, indented, for each rule.
import { readFileSync } from 'node:fs';

const [rendered, typed, [compose]] = process.argv.slice(2).map(objects);
const workloads = rendered.filter((object) => ['Deployment', 'StatefulSet'].includes(object.kind));
const ofKind = (kind) => rendered.filter((object) => object.kind === kind);
const containers = workloads.flatMap((workload) =>
  workload.spec.template.spec.containers.map((container) => ({ ...container, where: workload.metadata.name })),
);

// Several objects follow each other in a file, each closed by a brace at the margin.
function objects(file) {
  return readFileSync(file, 'utf8')
    .split(/^(?=\{)/m)
    .filter((text) => text.trim())
    .map((text) => JSON.parse(text));
}

function rule(name, wrongs) {
  console.log(wrongs.length ? `FAILED ${name}` : `ok ${name}`);
  for (const wrong of wrongs) console.log(`  ${wrong}`);
}

const all = (things, holds, says) => things.filter((thing) => !holds(thing)).map(says);
const selects = (selector, labels) => Object.entries(selector).every(([key, value]) => labels[key] === value);
const podLabels = (workload) => workload.spec.template.metadata.labels;

// Every path of a value in an object, as "spec.replicas".
function paths(value, path = '') {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, path ? `${path}.${key}` : key));
}

rule('there are silos and gateways, at least two of each', [
  ...['silo', 'gateway']
    .filter((role) => !workloads.some((workload) => podLabels(workload)['app.kubernetes.io/component'] === role))
    .map((role) => `no ${role}`),
  ...all(workloads, (w) => w.spec.replicas >= 2, (w) => `${w.metadata.name} has ${w.spec.replicas} replicas`),
]);

rule('every container has its three probes, and each names a port of it', containers.flatMap((container) =>
  ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => {
    const get = container[probe]?.httpGet;
    if (!get) return [`${container.where}: no ${probe}`];
    const path = probe === 'readinessProbe' ? '/readyz' : '/healthz';
    return [
      ...(get.path === path ? [] : [`${container.where}: ${probe} asks ${get.path}, not ${path}`]),
      ...(container.ports.some((port) => port.name === get.port) ? [] : [`${container.where}: ${probe} has no port ${get.port}`]),
    ];
  }),
));

rule('every container asks for CPU and memory, and bounds its memory', all(
  containers,
  ({ resources: { requests, limits } = {} }) => requests?.cpu && requests?.memory && limits?.memory,
  (container) => container.where,
));

rule('nothing runs as root, can become it, or writes to its image', [
  ...all(workloads, (w) => w.spec.template.spec.securityContext?.runAsNonRoot === true, (w) => `${w.metadata.name}: runAsNonRoot`),
  ...all(
    containers,
    ({ securityContext: s = {} }) =>
      s.readOnlyRootFilesystem && s.allowPrivilegeEscalation === false && s.capabilities?.drop?.includes('ALL'),
    (container) => `${container.where}: securityContext`,
  ),
]);

rule('every workload has a disruption budget that lets one go', all(
  workloads,
  (workload) =>
    ofKind('PodDisruptionBudget').some(
      ({ spec }) => selects(spec.selector.matchLabels, podLabels(workload)) && (spec.maxUnavailable ?? 0) >= 1,
    ),
  (workload) => workload.metadata.name,
));

rule('every selector selects the pods of one workload', [
  ...all(workloads, (w) => selects(w.spec.selector.matchLabels, podLabels(w)), (w) => w.metadata.name),
  ...all(
    [...ofKind('Service').map((s) => [s, s.spec.selector]), ...ofKind('PodDisruptionBudget').map((b) => [b, b.spec.selector.matchLabels])],
    ([, selector]) => workloads.filter((workload) => selects(selector, podLabels(workload))).length === 1,
    ([object]) => `${object.kind} ${object.metadata.name}`,
  ),
]);

rule('every Service leads to a port that exists', ofKind('Service').flatMap((service) => {
  const target = workloads.find((workload) => selects(service.spec.selector, podLabels(workload)));
  const names = target?.spec.template.spec.containers.flatMap((container) => container.ports.map((port) => port.name)) ?? [];
  return all(service.spec.ports, (port) => names.includes(port.targetPort), (port) => `${service.metadata.name}: ${port.targetPort}`);
}));

rule('secrets are only referred to', [
  ...ofKind('Secret').map((secret) => `a Secret ${secret.metadata.name} is in the base`),
  ...containers.flatMap((container) => {
    const chat = container.env.find((variable) => variable.name === 'ConnectionStrings__Chat');
    const key = chat?.valueFrom?.secretKeyRef;
    return key?.name === 'orleanschat-database' && key.key === 'connection-string' ? [] : [`${container.where}: ConnectionStrings__Chat`];
  }),
  ...all(containers, (c) => !/password=/i.test(JSON.stringify(c)), (c) => `${c.where}: a password`),
]);

rule('silos and gateways name the same cluster', ['Cluster__ClusterId', 'Cluster__ServiceId'].filter(
  (name) => new Set(containers.map((container) => container.env.find((variable) => variable.name === name)?.value)).size !== 1,
));

rule('every workload has time to stop, spreads over nodes, and is replaced one by one', workloads.flatMap((workload) => {
  const { template, strategy } = workload.spec;
  return [
    ...(template.spec.terminationGracePeriodSeconds > 30 ? [] : ['terminationGracePeriodSeconds']),
    ...(template.spec.topologySpreadConstraints?.some((c) => selects(c.labelSelector.matchLabels, podLabels(workload))) ? [] : ['topologySpreadConstraints']),
    ...(strategy?.type === 'RollingUpdate' && strategy.rollingUpdate.maxUnavailable === 0 ? [] : ['strategy']),
  ].map((what) => `${workload.metadata.name}: ${what}`);
}));

rule('Kubernetes knows every field of the workloads', workloads.flatMap((workload) => {
  const known = typed.find((object) => object.kind === workload.kind && object.metadata.name === workload.metadata.name);
  if (!known) return [`${workload.metadata.name} was not read`];
  const kept = new Set(paths(known.spec));
  return paths(workload.spec).filter((path) => !kept.has(path)).map((path) => `${workload.metadata.name}: spec.${path}`);
}));

const services = compose.spec.services;
const programs = Object.entries(services).filter(([, service]) => service.command?.[0] === 'dotnet');

rule('docker compose has two silos and two gateways, that stop in time and say how they are', [
  ...['silo', 'gateway']
    .filter((role) => programs.filter(([name]) => name.startsWith(`${role}-`)).length !== 2)
    .map((role) => `not two of ${role}`),
  ...programs.flatMap(([name, service]) =>
    ['image', 'build', 'healthcheck', 'stop_grace_period', 'depends_on', 'working_dir'].filter((key) => !service[key]).map((key) => `${name}: ${key}`),
  ),
  ...programs.flatMap(([name, service]) =>
    Object.keys(service.depends_on ?? {}).filter((other) => !services[other]?.healthcheck).map((other) => `${name} waits for ${other}`),
  ),
]);

rule('docker compose takes its password from the environment, and shows the database to this machine alone', [
  ...all(
    programs,
    ([, service]) => /Password=\$\{POSTGRES_PASSWORD:\?/.test(service.environment.ConnectionStrings__Chat),
    ([name]) => name,
  ),
  ...(/^\$\{POSTGRES_PASSWORD:\?/.test(services.postgres.environment.POSTGRES_PASSWORD) ? [] : ['postgres']),
  ...all(services.postgres.ports, (port) => port.startsWith('127.0.0.1:'), (port) => `postgres: ${port}`),
]);
