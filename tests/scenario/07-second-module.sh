# A city system is a folder of declarations: a module that the program has never met gets tables, import, figures, history, checks,
# an API and rights in a city that already runs, and later a field more. Not a line of the program is touched.

sample_city city
mkdir -p own/modules/parks/entities
ln -s "$ROOT/modules/core" "$ROOT/modules/reform" own/modules/
ln -s "$ROOT/examples" own/examples
parks=own/modules/parks
cat >$parks/module.yaml <<'END'
module: parks
title: 千园之城 | City of parks
needs: [core, reform]
roles: {keeper: 园林管护员 | park keeper}
codes:
  park_kind:
    title: 公园类别 | kind of park
    values: {forest: 森林公园 | forest park, city: 城市公园 | city park, pocket: 口袋公园 | pocket park}
END
cat >$parks/entities/park.yaml <<'END'
entity: park
title: 公园 | park
named_by: name
key: [name]
home: own
valid_from: opened_on
history: two_time
secrecy: internal
order: [name]
list: [name, kind, lead_unit, opened_on]
fields:
  name: {title: 名称 | name, type: text, max: 100, required: true, search: true}
  kind: {title: 类别 | kind, type: code, from: park_kind, required: true}
  lead_unit: {title: 管护单位 | keeping unit, type: ref, to: core.unit, required: true, inverse: parks_kept}
  area_ha: {title: 面积 | area, type: decimal, scale: 2, least: 0, unit: 公顷 | ha}
  opened_on: {title: 开放日期 | opened on, type: date, required: true}
  closed_on: {title: 关闭日期 | closed on, type: date}
checks:
  - that: "empty(closed_on) or closed_on >= opened_on"
    message: 关闭日期早于开放日期 | Closed before it opened
access:
  read: ["role reform.office", "lead_unit = :unit"]
  write: ["role reform.office"]
END
cat >$parks/metrics.yaml <<'END'
metrics:
  parks_open:
    title: 已开放公园数 | parks open
    explain: 到所看之日已开放且未关闭的公园 | Parks opened and not closed by the day
    unit: 座 | parks
    count: park
    where: "opened_on <= :asof and (empty(closed_on) or closed_on > :asof)"
    words: [开放公园]
  parks_area:
    title: 公园面积 | area of parks
    explain: 到所看之日已开放公园的面积合计 | Area of the parks open by the day
    unit: 公顷 | ha
    sum: park.area_ha
    where: "opened_on <= :asof"
    scale: 2
END
export ZHUCHENG_MODULES="$DIR/own/modules"

step "the declarations are sound; what is wrong in them is told with file, line and column"
expect_exit 0 check "$ZHUCHENG_MODULES" --lang en
expect_contains "3 modules"
wrong() {
    rm -rf wrong
    cp -a own/modules wrong
    sed -i "$2" "wrong/parks/$1"
    expect_exit 1 check "$DIR/wrong" --lang en
    grep -qE "parks/$1:$3:[0-9]+:" "$err" || fail "no place $1:$3 in the message"
    shift 3
    expect_contains "$@"
}
wrong entities/park.yaml 's/type: decimal/type: decimel/' 15 decimel
wrong entities/park.yaml 's/^order: /ordre: /' 9 ordre order
wrong entities/park.yaml 's/to: core.unit/to: core.unti/' 14 core.unti
wrong entities/park.yaml 's/closed_on >= opened_on/closed_on >= opend_on/' 19 opend_on
wrong entities/park.yaml 's/公园 | park$/公园/' 2 title
wrong entities/park.yaml '/^access:/,$d' '[0-9]+' access
wrong metrics.yaml 's/count: park/count: prak/' 6 prak
wrong module.yaml 's/core, reform/core, reforn/' 3 reforn

step "what the tables of the running city need is printed, and applied at the next write"
expect_exit 0 schema city --plan
expect_contains parks_park
expect_exit 0 verify city

step "import of a plain table with the field names"
cat >parks.csv <<'END'
name,kind,lead_unit,area_ha,opened_on
示例森林公园,forest,030,1200.50,2016-05-01
示例湿地公园,city,030,88.25,2017-02-10
示例口袋公园,pocket,033,0.35,2017-06-15
示例山体公园,city,033,41,2017-09-20
END
expect_exit 0 import city parks.csv --as parks.park --lang en
expect_contains "4 rows taken (4 new"
import=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_exit 0 schema city --plan --lang en
expect_contains "nothing to change"
expect_exit 0 import city parks.csv --as parks.park --lang en
expect_contains "4 the same"
printf 'name,kind,lead_unit,opened_on\n示例错园,garden,030,2017-01-01\n' >wrong.csv
expect_exit 1 import city wrong.csv --as parks.park
expect_contains garden

step "figures at two times, with their records"
parks_on() {
    expect_exit 0 metrics city parks_open parks_area --asof "$1" --format json
    expect_equal "parks on $1" "$(json '[.[].value | tostring] | join(" ")')" "$2"
}
parks_on 2016-12-31 "1 1200.5"
parks_on 2017-06-30 "3 1289.1"
parks_on 2017-12-31 "4 1330.1"
expect_exit 0 trace city parks_open --asof 2017-06-30 --format json
expect_equal "records" "$(json '[.records[].entity] | unique | join(" ")') $(json '.records | length')" "parks.park 3"
pocket=$(json '.records[] | select(.name == "示例口袋公园") | .id')
forest=$(json '.records[] | select(.name == "示例森林公园") | .id')

step "history: changed from a day, no longer so, never so"
expect_exit 0 change city parks.park "$forest" area_ha=1500.00 --from 2017-07-01 --why "扩园"
parks_on 2017-06-30 "3 1289.1"
parks_on 2017-07-01 "3 1588.6"
expect_exit 0 end city parks.park "$pocket" --from 2017-08-01 --why "占用"
parks_on 2017-07-31 "3 1588.6"
parks_on 2017-08-01 "2 1588.25"
expect_exit 0 withdraw city parks.park "$pocket" --why "登记有误"
parks_on 2017-06-30 "2 1288.75"
expect_exit 1 change city parks.park "$forest" closed_on=2016-01-01 --lang en
expect_contains "Closed before it opened"
expect_exit 1 change city parks.park "$forest" kind=garden
expect_exit 1 change city parks.park "$forest" no_such=1
expect_exit 0 change city parks.park new name=示例新园 kind=city lead_unit=019 opened_on=2017-12-01
expect_exit 0 verify city

step "a field added later reads as not recorded for the past"
expect_exit 0 metrics city parks_open parks_area --asof 2017-12-31 --format json
cp "$out" before.json
sed -i '/^  closed_on/a\  trees: {title: 树木株数 | trees, type: int, least: 0}' $parks/entities/park.yaml
expect_exit 0 check "$ZHUCHENG_MODULES"
expect_exit 0 schema city --plan
expect_contains trees
expect_exit 0 change city parks.park "$forest" trees=52000 --from 2017-10-01
expect_exit 0 schema city --plan --lang en
expect_contains "nothing to change"
expect_equal "trees by slice" \
    "$(sqlite3 city/city.db "SELECT group_concat(coalesce(CAST(trees AS text), 'none'), ' ') FROM (SELECT trees FROM (SELECT * FROM t_parks_park UNION ALL SELECT * FROM h_parks_park) AS found WHERE id = $forest AND known_to > 9000000000000000000 ORDER BY valid_from) AS found")" \
    "none none 52000"
expect_exit 0 verify city

step "a field that would be lost is not taken away"
cp $parks/entities/park.yaml with-trees.yaml
sed -i '/^  trees:/d' $parks/entities/park.yaml
expect_exit 0 schema city --plan
cp with-trees.yaml $parks/entities/park.yaml
expect_exit 0 verify city

step "the API: declared entities are served, to whom the rule gives them"
token() {
    expect_exit 0 user city token "$1" --scopes "$2" --days 30
    head -n 1 "city/keys/token-$1.txt"
}
office=$(token office "parks.park:read|write metrics:read core.unit:read")
housing=$(token housing "parks.park:read")
writer=$(token inspector "parks.park:read|write")
start_server city
as() {
    bearer=$1
    shift
    get "$@" -H "Authorization: Bearer $bearer"
}
as "$office" /api/v1/parks.park
expect_equal "status" "$status" 200
expect_contains 示例森林公园 示例湿地公园 示例山体公园 示例新园
expect_lacks 示例口袋公园
as "$office" "/api/v1/parks.park?asof=2017-06-30&filter=kind%20%3D%20%27forest%27"
expect_equal "status" "$status" 200
expect_contains 示例森林公园 1200.5
expect_lacks 示例湿地公园
as "$office" "/api/v1/parks.park/$forest/history"
expect_equal "status" "$status" 200
expect_equal "slices known over time" "$(json '.slices | map("\(.slice) \(.fields.area_ha) \(.fields.trees)") | unique | join("; ")')" "1 1200.5 null; 2 1500 null; 3 1500 52000"
as "$writer" /api/v1/parks.park
expect_lacks 示例森林公园 示例新园
as "$writer" "/api/v1/parks.park/$forest"
expect_equal "hidden from a post of another unit" "$status" 404
get "/api/v1/parks.park/$forest"
expect_lacks 示例森林公园
as "$writer" /api/v1/parks.park -X POST -H "Content-Type: application/json" -d '{"fields":{"name":"示例他园","kind":"city","lead_unit":"20","opened_on":"2017-12-02"}}'
case "$status" in 401 | 403 | 404) ;; *) fail "a post without the right wrote a park" ;; esac
as "$office" "/api/v1/parks.park/$forest" -X PATCH -H "Content-Type: application/json" -d '{"fields":{"trees":53000},"valid_from":"2017-11-01","why":"清点"}'
expect_equal "a change by the office" "$status" 200
get /api/v1/openapi.json
expect_lacks parks.park
as "$office" /api/v1/openapi.json
expect_contains parks.park
as "$office" "/api/v1/metrics/parks_open?asof=2017-12-31"
expect_equal "status" "$status" 200
stop_server
expect_exit 0 verify city

step "without the module the city refuses to be read wrongly, and nothing is lost"
rm own/modules/parks/metrics.yaml
expect_exit 1 metrics city parks_open
