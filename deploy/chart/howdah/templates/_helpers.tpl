{{- define "howdah.labels" -}}
{{ include "howdah.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "howdah.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* A digest in the values, else a tag in the values, else the digest of the release that the chart belongs to. A chart from a checkout has no such
digest and falls back to the tag of its version. */ -}}
{{- define "howdah.image" -}}
{{- $digest := index .Chart.Annotations "howdah.io/image-digest" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else if .tag -}}
{{ .repository }}:{{ .tag }}
{{- else if $digest -}}
{{ .repository }}@{{ $digest }}
{{- else -}}
{{ .repository }}:{{ $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}

{{- /* The variable of a setting: howdah.mongo.uri is HOWDAH_MONGO_URI. */ -}}
{{- define "howdah.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{- /* A file's path as a key of a ConfigMap, which has no slashes. */ -}}
{{- define "howdah.fileKey" -}}
{{ replace "/" "__" . }}
{{- end }}

{{- /* What of the application needs a restart: all but routes and SDL. */ -}}
{{- define "howdah.fixedFiles" -}}
{{- range $path, $text := .Values.application.files -}}
{{- if not (or (hasPrefix "routes/" $path) (hasPrefix "graphql/" $path)) }}{{ $path }}: {{ $text }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "howdah.managementScheme" -}}
{{ if and .Values.tls.secret .Values.tls.management }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}
