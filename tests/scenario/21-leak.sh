# What a reader may not see does not reach him by any face of the API: not as text, count, id or order, and not by an answer
# that differs from the answer for what does not exist. A clerk plants a marker in every column; a guest (blue boxes only),
# the denied owner and the public walk the faces.

. "$ROOT/tests/boxes/city.sh"
boxes_city

M=leakmark
owner_person=$(api owner GET /api/v1/session; json .person)

api clerk POST /api/v1/shop.box '{"fields":{"code":"B-1","label":"open to guests","colour":"blue","size":5,"phone":"leakmark-phone"}}'
expect_equal "a visible box" "$status" 201
blue=$(json .id)
api clerk POST /api/v1/shop.box "{\"fields\":{\"code\":\"$M-code\",\"label\":\"$M-label\",\"colour\":\"red\",\"size\":777,\"price\":\"777.77\",\"phone\":\"$M-phone\"}}"
expect_equal "a hidden box" "$status" 201
red=$(json .id)
api clerk POST /api/v1/shop.box "{\"fields\":{\"code\":\"$M-child\",\"label\":\"$M-child\",\"colour\":\"red\",\"size\":778,\"inside\":\"$blue\"}}"
expect_equal "a hidden box inside the visible one" "$status" 201
api clerk PATCH "/api/v1/shop.box/$blue" "{\"fields\":{\"inside\":\"$red\"}}"
expect_equal "the visible one points at the hidden one" "$status" 200
api clerk POST /api/v1/shop.box "{\"fields\":{\"code\":\"$M-own\",\"label\":\"$M-own\",\"colour\":\"red\",\"owner\":\"$owner_person\"}}"
own=$(json .id)
api clerk POST /api/v1/shop.diary "{\"fields\":{\"line\":\"$M-diary\"}}"
diary=$(json .id)
printf '%s text\n' "$M-file" >"$M-name.txt"
api clerk POST "/api/v1/shop.box/$red/attachments" -F "file=@$M-name.txt"
expect_equal "a file on the hidden box" "$status" 201
attachment=$(json .id)
digest=$(json .digest)
api clerk POST "/api/v1/shop.box/$red/comments" "{\"text\":\"$M-comment\"}"
expect_equal "a comment on the hidden box" "$status" 201
comment=$(json .id)

clean() { # the last answer holds no marker and none of the ids
    ! grep -qE "$M|\"size\":77[78]|\"777" "$out" || fail "$1 tells the marker"
    shift
    for hidden in "$@"; do ! grep -qF "$hidden" "$out" || fail "$hidden is told"; done
}

same_as_missing() { # WHO METHOD PATH-BEFORE ID PATH-AFTER [BODY]: byte for byte the answer for an id that was never given
    api "$1" "$2" "$3$4$5" "${6:-}"
    given=$status
    sed "s/$4/ID/g" "$out" >given.txt
    api "$1" "$2" "${3}4574847980850999999$5" "${6:-}"
    sed 's/4574847980850999999/ID/g' "$out" >made-up.txt
    expect_equal "status of $2 $3ID$5" "$given" "$status"
    cmp -s given.txt made-up.txt || fail "$2 $3ID$5 answers otherwise for a hidden id"
}

step "point addresses answer for a hidden row as for none"
for who in guest public; do
    [ $who = public ] && echo none >token.public
    for pair in "shop.box $red" "shop.diary $diary" "core.attachment $attachment" "core.comment $comment"; do
        set -- $pair
        for tail in '' /history /journal '?asof=2999-01-01' '?known=2999-01-01'; do
            same_as_missing $who GET "/api/v1/$1/" "$2" "$tail"
            expect_equal "never 403" "$status" 404
        done
    done
    same_as_missing $who GET "/api/v1/core.attachment/" "$attachment" /file
done
same_as_missing owner GET /api/v1/shop.box/ "$own" ''
same_as_missing owner GET /api/v1/shop.box/ "$own" /history
same_as_missing owner PATCH /api/v1/shop.box/ "$own" '' '{"fields":{"size":1}}'
same_as_missing owner POST /api/v1/shop.box/ "$own" /transition/unseal '{}'

step "trying to write tells nothing either"
same_as_missing guest PATCH /api/v1/shop.box/ "$red" '' '{"fields":{"size":1}}'
same_as_missing guest PATCH /api/v1/shop.box/ "$red" '' '{"fields":{"size":1},"slice":99}'
same_as_missing guest POST /api/v1/shop.box/ "$red" /end '{}'
same_as_missing guest POST /api/v1/shop.box/ "$red" /withdraw '{}'
same_as_missing guest POST /api/v1/shop.box/ "$red" /transition/unseal '{}'
same_as_missing guest POST /api/v1/shop.box/ "$red" /comments '{"text":"x"}'
same_as_missing guest GET '/api/v1/why?entity=shop.box&verb=read&id=' "$red" ''
same_as_missing guest GET '/api/v1/why?entity=shop.box&verb=write&id=' "$red" ''
same_as_missing guest GET '/api/v1/why?entity=shop.box&verb=unseal&id=' "$red" ''
api guest POST /api/v1/core.comment "{\"fields\":{\"subject_entity\":\"shop.box\",\"subject_id\":\"$red\",\"text\":\"x\"}}"
expect_equal "a comment on a hidden row" "$status" 404

step "lists, counts, pages and sorting know the visible rows only"
for query in '' '?count=true&exact=true' '?sort=-size' '?labels=true' '?asof=2999-01-01' "?search=$M" '?limit=1' '?known=2999-01-01'; do
    api guest GET "/api/v1/shop.box$query"
    expect_equal "$query" "$status" 200
    clean "list$query" "$own" "$diary"
done
api guest GET '/api/v1/shop.box?count=true&exact=true'
expect_equal "total" "$(json .total.count)" 1
api guest GET '/api/v1/shop.box?count=true&exact=true&filter=size%20%3E%20700'
expect_equal "a filter finds nothing hidden" "$(json .total.count)" 0
api guest GET '/api/v1/shop.box/aggregate?group=inside&measure=count,max:size,sum:price'
expect_equal "groups" "$(json '[.groups[].values.count] | add')" 1
clean "groups" "$own" "$diary"
api public GET '/api/v1/shop.box/aggregate'
expect_equal "no groups for the public" "$status" 404
api public GET '/api/v1/shop.box'
expect_equal "the public has no such entity" "$status" 404

step "a filter does not reach hidden rows behind a reference or a child"
for filter in "inside.label = 'leakmark-label'" "some contents where size = 778" "inside.size > 700" "count contents > 0"; do
    api guest GET "/api/v1/shop.box?filter=$(jq -rn --arg f "$filter" '$f | @uri')"
    expect_equal "$filter" "$status" 200
    expect_equal "$filter" "$(json '.items | length')" 0
done
api guest GET "/api/v1/shop.box?filter=$(jq -rn --arg f "every contents where size = 1" '$f | @uri')"
expect_equal "every over hidden children is every over none" "$(json '.items | length')" 0

step "hidden columns are neither shown, searched, filtered nor sorted by"
api guest GET "/api/v1/shop.box/$blue"
expect_lacks phone whisper "$M"
for query in 'filter=phone%20%3D%20%27leakmark-phone%27' 'filter=empty(whisper)' 'sort=phone' 'sort=whisper'; do
    api guest GET "/api/v1/shop.box?$query"
    expect_equal "$query" "$status" 400
done
for query in group=phone group=whisper measure=distinct:phone measure=filled:whisper 'filter=empty(phone)'; do
    api guest GET "/api/v1/shop.box/aggregate?$query"
    expect_equal "groups by $query" "$status" 400
done
api guest GET "/api/v1/shop.box?search=leakmark-phone"
expect_equal "search" "$(json '.items | length')" 0
api guest GET "/api/v1/shop.box/$blue/journal"
clean "journal of a visible row"
for who in clerk guest; do
    api $who GET "/api/v1/core.account?limit=500"
    expect_lacks password_hash argon2
done

step "references to hidden rows bear no label, and cannot be guessed by writing"
api guest GET "/api/v1/shop.box/$blue"
expect_equal "label" "$(json '.labels.inside // "none"')" none

step "figures count for the city; their trace shows visible rows and says how many"
api guest GET /api/v1/metrics/shop_box_count/trace
clean "trace" "$own" "$diary"
expect_equal "rows" "$(json .rows)" 4
expect_equal "visible" "$(json '.records | length | tostring')" "$(json .visible)"
api guest GET /api/v1/metrics/shop_box_count/lines
expect_equal "the lines name all rows" "$status" 403

step "files and comments are seen by who sees their record"
for entity in core.attachment core.comment; do
    api guest GET "/api/v1/$entity?count=true&limit=500"
    clean "$entity" "$attachment" "$comment" "$digest"
    expect_equal "$entity" "$(json .total.count)" 0
    api clerk GET "/api/v1/$entity?count=true"
    expect_equal "$entity of a clerk" "$(json .total.count)" 1
done

step "the journal shows place and digest of every entry, and content to whom it belongs"
for who in guest public; do
    for chain in 0 520100; do
        api $who GET "/api/v1/journal/$chain?limit=500"
        expect_equal "chain $chain" "$status" 200
        clean "chain $chain" "$own" "$diary" "$attachment" argon2
    done
done

step "declarations and the description of the API leave out what the reader may not meet"
for path in /api/v1/meta /api/v1/openapi.json; do
    api guest GET $path
    expect_lacks shop.diary whisper '"phone"'
    api public GET $path
    expect_lacks shop.diary whisper shop.box
done

step "a refused write names no hidden row"
api owner POST /api/v1/shop.box "{\"fields\":{\"code\":\"$M-own\",\"label\":\"x\"}}"
expect_equal "the key is taken" "$status" 409
! grep -qF "$own" "$out" || fail "the hidden row's id is told"
api guest POST /api/v1/shop.box "{\"fields\":{\"code\":\"G-1\",\"label\":\"x\"}}"
expect_equal "no right to write" "$status" 403
stop_server
