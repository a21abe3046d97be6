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

{{- /* The digest of the values, else the tag of the values, else the digest of the chart's release. A chart from a checkout has no digest and uses
the tag of its version. */ -}}
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

{{- /* Environment variable of a setting: HOWDAH_MONGO_URI for howdah.mongo.uri. */ -}}
{{- define "howdah.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{- /* ConfigMap key of a file's path. Keys can't contain slashes. */ -}}
{{- define "howdah.fileKey" -}}
{{ replace "/" "__" . }}
{{- end }}

{{- /* Files of the application whose change needs a restart: all except routes and SDL. */ -}}
{{- define "howdah.fixedFiles" -}}
{{- range $path, $text := .Values.application.files -}}
{{- if not (or (hasPrefix "routes/" $path) (hasPrefix "graphql/" $path)) }}{{ $path }}: {{ $text }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "howdah.managementScheme" -}}
{{ if and .Values.tls.secret .Values.tls.management }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}
