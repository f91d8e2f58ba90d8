{{/* The image of a service: (list $ "risk-guard"). */}}
{{- define "qt.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- $registry := empty $image.registry | ternary "" (printf "%s/" $image.registry) -}}
{{- printf "%sqt-%s:%s" $registry (index . 1) ($image.tag | default (index . 0).Chart.AppVersion) | quote -}}
{{- end -}}

{{/* The pod of a service: (list $ "risk-guard" $about). */}}
{{- define "qt.pod" -}}
{{- $root := index . 0 }}{{ $service := index . 1 }}{{ $about := index . 2 }}{{ $values := $about.values -}}
metadata:
  labels:
    {{- include "qt.labels" . | nindent 4 }}
    {{- with $root.Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with $root.Values.podAnnotations }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "qt.name" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets: {{ range . }}
    - name: {{ . }}
  {{- end }}{{ end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  # preStop, then what a stop may take (10 s), then a margin.
  terminationGracePeriodSeconds: {{ add $root.Values.drainSeconds 15 }}
  containers:
    - name: {{ $service }}
      image: {{ include "qt.image" . }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      ports:
        - { name: http, containerPort: {{ $about.port }} }
      env:
        {{- include "qt.env" . | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      # It listens before it leads, and while it waits for its database.
      startupProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 150
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 10
        timeoutSeconds: 10
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: {{ $values.readinessPath }}, port: http }
        periodSeconds: 3
        timeoutSeconds: 10
        failureThreshold: 2
      # Who has been told that it is gone asks it no more when it stops.
      lifecycle:
        preStop:
          sleep: { seconds: {{ $root.Values.drainSeconds }} }
      resources: {{ toYaml $values.resources | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    {{- if or $about.onPostgres (not $values.persistence.enabled) }}
    - name: data
      emptyDir: { sizeLimit: {{ $values.persistence.size }} }
    {{- end }}
  {{- if gt (int (ternary $values.autoscaling.maxReplicas $values.replicas $values.autoscaling.enabled)) 1 }}
  topologySpreadConstraints:
    {{- range $key, $when := $root.Values.spread }}
    - topologyKey: {{ $key }}
      maxSkew: 1
      whenUnsatisfiable: {{ $when }}
      labelSelector: { matchLabels: {{ include "qt.selector" (list $root $service) | fromYaml | toJson }} }
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  {{- with $values.priorityClassName | default $root.Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $values.nodeSelector | default $root.Values.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations | default $root.Values.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Its environment: no service has a variable or a secret that it does not read. */}}
{{- define "qt.env" -}}
{{- $root := index . 0 }}{{ $service := index . 1 }}{{ $about := index . 2 -}}
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: POD_IP
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
{{- $all := fromYaml (include "qt.services" $root) }}
{{- range $other := $about.calls }}
- name: QT_{{ $other | upper | replace "-" "_" }}_URL
  value: http://{{ include "qt.name" (list $root $other) }}:{{ (index $all $other).port }}
{{- end }}
{{- if $about.onPostgres }}
- name: QT_DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ $root.Values.database.existingSecret }}, key: {{ $about.values.databaseKey | default $root.Values.database.key }} } }
{{- end }}
{{- range $name := $about.secrets }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $root.Values.secrets.existingSecret }}, key: {{ $name }}, optional: {{ not (has $name $root.Values.secrets.required) }} } }
{{- end }}
{{- $reads := $about.variables }}
{{- range $name, $value := $root.Values.env }}
{{- if or (has $name $reads) (and (has "QT_MAX_QUANTITY_<SYMBOL>" $reads) (hasPrefix "QT_MAX_QUANTITY_" $name)) }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}
{{- end -}}
