# Reads what /metrics answers as strictly as the text format 0.0.4 is written, and prints each sample as `NAME{LABELS} VALUE`, labels in the
# order in which they came. Whatever is not as it should be is said, and ends it with 1. For any awk.
#
# Judged: one HELP and one TYPE before the samples of a family, which stand together; names, labels and their escapes; no series twice; counters
# end in _total and are finite and not negative; buckets of a histogram ascend to +Inf, count up, and agree with _count; _sum is there.

function bad(why) { printf "line %d: %s: %s\n", NR, why, $0 > "/dev/stderr"; failed = 1; exit 1 }
function number(text) { return text ~ /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/ }

# Cuts `rest` = {a="b",c="d"} VALUE: leaves names and values in label[1..labels], shown, bound (of le) and rest.
function take_labels(    name, value, at, c) {
    labels = 0; shown = ""; bound = ""; split("", seen_label)
    if (substr(rest, 1, 1) != "{") return
    rest = substr(rest, 2)
    for (;;) {
        if (!match(rest, /^[a-zA-Z_][a-zA-Z0-9_]*="/)) bad("a label is wrong")
        name = substr(rest, 1, RLENGTH - 2)
        if (name in seen_label) bad("a label twice")
        seen_label[name] = 1
        rest = substr(rest, RLENGTH + 1)
        value = ""
        for (at = 1; (c = substr(rest, at, 1)) != "\""; at++) {
            if (c == "") bad("a label never ends")
            value = value c
            if (c == "\\") {
                at++
                c = substr(rest, at, 1)
                if (c != "\\" && c != "\"" && c != "n") bad("an escape that is none")
                value = value c
            }
        }
        rest = substr(rest, at + 1)
        if (name == "le") bound = value
        else { shown = shown (shown == "" ? "" : ",") name "=\"" value "\""; labels++ }
        c = substr(rest, 1, 1)
        rest = substr(rest, 2)
        if (c == "}") return
        if (c != ",") bad("labels that are not divided by a comma")
    }
}

# Every series of a histogram has told all of itself.
function end_family(    one) {
    if (type == "histogram")
        for (one in told_buckets) {
            if (last_bound[one] != "+Inf") bad("a histogram without +Inf: " family one)
            if (!(one in told_count) || told_count[one] != told_buckets[one]) bad("_count and +Inf differ: " family one)
            if (!(one in told_sum)) bad("no _sum: " family one)
        }
    split("", told_buckets); split("", told_count); split("", told_sum); split("", last_bound)
}

/^$/ { bad("an empty line") }
/^# HELP / {
    end_family()
    if (split($0, word, " ") < 4) bad("HELP without a text")
    family = word[3]; type = ""; samples = 0
    if (family !~ /^[a-zA-Z_:][a-zA-Z0-9_:]*$/) bad("a name that is none")
    if (family in families) bad("a family twice")
    families[family] = 1
    next
}
/^# TYPE / {
    if (split($0, word, " ") != 4 || word[3] != family || type != "" || samples) bad("TYPE is not behind its HELP")
    type = word[4]
    if (type != "counter" && type != "gauge" && type != "histogram") bad("a type that is none")
    if ((type == "counter") != (family ~ /_total$/)) bad("counters, and they alone, end in _total")
    next
}
/^#/ { bad("a comment") }
{
    if (!match($0, /^[a-zA-Z_:][a-zA-Z0-9_:]*/)) bad("no sample")
    name = substr($0, 1, RLENGTH)
    rest = substr($0, RLENGTH + 1)
    take_labels()
    if (rest !~ /^ [^ ]+$/) bad("one blank and one value behind the name")
    value = substr(rest, 2)
    if (!number(value) && value != "NaN" && value != "+Inf" && value != "-Inf") bad("a value that is none")
    if (type == "") bad("a sample before its TYPE")
    key = name "{" shown "}"
    if (type != "histogram" && name != family) bad("a sample of another family")
    if (type == "histogram") {
        one = "{" shown "}"
        if (name == family "_bucket") {
            if (bound == "" || (bound != "+Inf" && !number(bound))) bad("a bucket without its bound")
            if (one in last_bound && (last_bound[one] == "+Inf" || (bound != "+Inf" && bound + 0 <= last_bound[one] + 0))) bad("bounds do not ascend")
            if (one in told_buckets && value + 0 < told_buckets[one] + 0) bad("buckets do not count up")
            last_bound[one] = bound
            told_buckets[one] = value
            key = name "{" shown (shown == "" ? "" : ",") "le=\"" bound "\"}"
        } else if (name == family "_sum") {
            told_sum[one] = value
        } else if (name == family "_count") {
            told_count[one] = value
        } else bad("a sample of another family")
    } else if (bound != "") bad("le is for buckets")
    if (type == "counter" && (!number(value) || value + 0 < 0)) bad("a counter that is no number from 0 up")
    if (key in series) bad("a series twice")
    series[key] = 1
    samples++
    print (shown == "" && name != family "_bucket" ? name : key) " " value
}
END {
    if (failed) exit 1
    end_family()
    if (!NR) { print "nothing was said" > "/dev/stderr"; exit 1 }
}
