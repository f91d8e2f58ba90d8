{{/*
The services of this release by name, as YAML: what files/generated/services.yaml knows of each, and under `values` what values.yaml
says of it. `onPostgres`: its state is in PostgreSQL, so any number of replicas may run.
*/}}
{{- define "qt.services" -}}
{{- $root := . -}}
{{- $market := $root.Values.env.QT_MARKET | default "sim" -}}
{{- $known := (fromYaml ($root.Files.Get "files/generated/services.yaml")).services -}}
{{- if eq $market "live" -}}{{- $known = omit $known "market-sim" -}}{{- end -}}
{{- range $service, $about := $known }}
{{- $onPostgres := and $about.onPostgres (ne $root.Values.database.existingSecret "") }}
{{ $service }}:
  {{- $calls := ternary (without $about.calls "market-sim") $about.calls (eq $market "live") }}
  {{- $own := dict "onPostgres" $onPostgres "calls" $calls "values" (index $root.Values.services $service) }}
  {{- mergeOverwrite (deepCopy $about) $own | toYaml | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Ends the rendering, where values contradict each other. */}}
{{- define "qt.refuseContradictions" -}}
{{- $root := . -}}
{{- $all := (fromYaml (.Files.Get "files/generated/services.yaml")).services -}}
{{- $variables := list -}}
{{- $secrets := list -}}
{{- range $all -}}
{{- $variables = concat $variables .variables | uniq -}}
{{- $secrets = concat $secrets .secrets | uniq -}}
{{- end -}}
{{- range $name, $value := .Values.env -}}
{{- if or (has $name $secrets) (eq $name "QT_DATABASE_URL") -}}
{{- fail (printf "env.%s: expected it in a Secret (secrets.existingSecret, database.existingSecret), actual a value in the manifest" $name) -}}
{{- end -}}
{{- if not (or (has $name $variables) (regexMatch "^QT_MAX_QUANTITY_[A-Z0-9]+USDT$" $name)) -}}
{{- fail (printf "env.%s: expected a variable that a service reads (docs/generated/environment-variables.md) and the chart does not set itself, actual none" $name) -}}
{{- end -}}
{{- end -}}
{{- range $service, $about := fromYaml (include "qt.services" .) -}}
{{- $most := ternary $about.values.autoscaling.maxReplicas $about.values.replicas $about.values.autoscaling.enabled | int -}}
{{- if and (gt $most 1) (not $about.onPostgres) -}}
{{- $why := ternary "without database.existingSecret its state is in SQLite" "its state is never in PostgreSQL" (index $all $service).onPostgres -}}
{{- fail (printf "services.%s: expected one replica, since %s, actual %d" $service $why $most) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.monitoring.serviceMonitor.enabled .Values.networkPolicy.enabled (empty .Values.networkPolicy.metricsFrom) -}}
{{- fail "networkPolicy.metricsFrom: expected where Prometheus runs, since monitoring.serviceMonitor is enabled, actual nobody" -}}
{{- end -}}
{{- with .Values.monitoring.alertmanagerConfig -}}
{{- if and .enabled (not (or .pagerduty .slack .teams)) -}}
{{- fail "monitoring.alertmanagerConfig: expected pagerduty, slack or teams, actual none: alerts would reach nobody" -}}
{{- end -}}
{{- end -}}
{{- end -}}
