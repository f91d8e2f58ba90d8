{{/* The name of everything of one service: (list $ "risk-guard"). */}}
{{- define "qt.name" -}}
{{- $root := index . 0 -}}
{{- $base := ternary $root.Release.Name (printf "%s-qt" $root.Release.Name) (contains "qt" $root.Release.Name) -}}
{{- printf "%s-%s" ($base | trunc 45 | trimSuffix "-") (index . 1) -}}
{{- end -}}

{{/* By which its pods are found; for ever the same. */}}
{{- define "qt.selector" -}}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/name: qt-{{ index . 1 }}
{{- end -}}

{{- define "qt.labels" -}}
{{- $root := index . 0 -}}
{{ include "qt.selector" . }}
app.kubernetes.io/part-of: qt
app.kubernetes.io/version: {{ $root.Values.image.tag | default $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end -}}
