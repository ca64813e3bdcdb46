#!/bin/sh
# features.sh 'FEATURES' 'FOLDERS WITH A store.sql': prints build/gen/features.c, the lists that
# src/app/feature.h promises. C forbids empty arrays, so each list ends in an uncounted entry.
set -eu

echo '#include "app/feature.h"'
echo
for f in $1; do echo "extern const struct feature feature_$f;"; done
for s in $2; do
    echo "extern const struct query *const ${s}_queries[];"
    echo "extern const size_t ${s}_query_count;"
done
echo
echo 'const struct feature *const features[] = {'
for f in $1; do echo "    &feature_$f,"; done
echo '    NULL,'
echo '};'
echo "const size_t feature_count = $(echo $1 | wc -w);"
echo
echo 'const struct query_set feature_queries[] = {'
for s in $2; do echo "    {\"$s\", ${s}_queries, &${s}_query_count},"; done
echo '    {NULL, NULL, NULL},'
echo '};'
echo "const size_t feature_query_set_count = $(echo $2 | wc -w);"
