/* pages: 1 the small files every page needs; 2 the table of pages. */
#include "http/page.h"
#include "http/pages_monitor.h"
#include "http/static.h"

/* 1 */

/* The pages name the sheet with its tag, so that address may be kept for good; the bare one only for minutes. */
static void style(struct zc_response *response, struct zc_request *request)
{
    response->type = "text/css; charset=utf-8";
    zc_response_header(response, "Cache-Control",
                       request->query_count ? "public, max-age=31536000, immutable" : "public, max-age=300");
    zc_buf_str(&response->body, zc_style_css);
}

static void robots(struct zc_response *response, struct zc_request *request)
{
    const struct zc_server *server = request->server;
    response->type = "text/plain; charset=utf-8";
    /* made-up figures of a sample must not turn up in anybody's search */
    zc_buf_str(&response->body, server->city->sample ? "User-agent: *\nDisallow: /\n"
                                                     : "User-agent: *\nDisallow: /records/\nDisallow: /journal/\n");
}

static void favicon(struct zc_response *response, struct zc_request *request)
{
    (void)request;
    response->type = "image/svg+xml";
    zc_response_header(response, "Cache-Control", "public, max-age=86400");
    zc_buf_str(
        &response->body,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><path fill=\"#9e1b22\" d=\"M1 1h14v14H1z\"/>"
        "<path fill=\"#fff\" d=\"M4 4h3v3H4zM9 4h3v3H9zM4 9h3v3H4zM9 9h3v3H9z\"/></svg>\n");
}

/* 2 */

enum { OPEN = ZC_ROUTE_PUBLIC, LONG = ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW };

const struct zc_route zc_page_routes[] = {
    {ZC_GET, "/", zc_start_page, LONG, {"首页", "start page"}},
    {ZC_GET, "/search", zc_search_page, LONG | ZC_ROUTE_SEARCHES, {"查找", "search"}},
    {ZC_GET, "/style.css", style, OPEN, {"样式", "style sheet"}},
    {ZC_GET, "/robots.txt", robots, OPEN, {"给搜索引擎", "for search engines"}},
    {ZC_GET, "/favicon.svg", favicon, OPEN, {"图标", "icon"}},
    {ZC_GET, "/favicon.ico", favicon, OPEN, {"图标", "icon"}},
    {ZC_GET, "/app", zc_static_page, OPEN, {"工作台", "the workplace"}},
    {ZC_GET, "/app/", zc_static_page, OPEN, {"工作台", "the workplace"}},
    {ZC_GET, "/app/{rest*}", zc_static_page, OPEN, {"工作台的文件和画面", "files and screens of the workplace"}},
    {ZC_GET, "/health", zc_health_page, OPEN | ZC_ROUTE_BARE, {"是否在运行，能否办事", "whether it runs and can do its work"}},
    {ZC_GET, "/health/alive", zc_health_alive_page, OPEN | ZC_ROUTE_BARE, {"是否在运行", "whether it runs"}},
    {ZC_GET, "/health/ready", zc_health_ready_page, OPEN | ZC_ROUTE_BARE, {"能否办事", "whether it can do its work"}},
    {ZC_GET, "/metrics", zc_meter_page, OPEN | ZC_ROUTE_BARE, {"运行指标（Prometheus）", "what the server counts of itself (Prometheus)"}},
    {ZC_GET, "/figures", zc_figures_page, LONG, {"全部指标", "all figures"}},
    {ZC_GET, "/figures/{id}", zc_figure_page, LONG, {"一个数的来历", "trace of a figure"}},
    {ZC_GET, "/figures/{id}/lines", zc_figure_lines, LONG, {"摘要所据各行", "the lines behind a digest"}},
    {ZC_GET, "/figures/{id}/csv", zc_figure_csv, LONG | ZC_ROUTE_EXPORTS, {"一个数的记录", "records of a figure"}},
    {ZC_GET, "/figures/{id}/json", zc_figure_json_page, LONG, {"一个数", "one figure"}},
    {ZC_GET, "/records/{entity}", zc_records_page, LONG, {"记录（加 .csv 则下载）", "records (as CSV with .csv behind)"}},
    {ZC_GET, "/records/{entity}/{id}", zc_record_page, LONG, {"一条记录", "one record"}},
    {ZC_GET, "/papers/{entity}/{id}", zc_paper_page, OPEN | ZC_ROUTE_DRAWS, {"一份公文", "an official paper"}},
    {ZC_GET, "/journal", zc_chains_page, OPEN, {"账本各链", "chains of the journal"}},
    {ZC_GET, "/journal/{chain}", zc_chain_page, OPEN, {"一条链", "one chain"}},
    {ZC_GET, "/journal/{chain}/{seq}", zc_entry_page, OPEN, {"一条流水", "one entry"}},
    {ZC_GET, "/definitions", zc_definitions_page, OPEN, {"口径", "definitions"}},
    {ZC_GET, "/rules", zc_rules_page, OPEN, {"规则", "rules"}},
    {ZC_GET, "/codes", zc_codes_page, OPEN, {"代码表", "code lists"}},
    {ZC_GET, "/reviews", zc_reviews_page, OPEN, {"已印发的综述", "published reviews"}},
    {ZC_GET, "/reviews/{edition}", zc_review_page, LONG, {"一版综述", "one edition"}},
    {ZC_GET, "/draws", zc_draws_page, LONG, {"公开的抽样", "public draws"}},
    {ZC_GET, "/draws/{entity}/{id}", zc_draw_page, LONG, {"一次抽样，任何人可以重算", "a draw that anybody may repeat"}},
    {ZC_GET, "/draws/{entity}/{id}/list", zc_draw_list, LONG, {"抽样时的名单", "the list as it stood"}},
    {ZC_GET, "/promises", zc_promises_page, ZC_ROUTE_SLOW, {"四个承诺", "the four promises"}},
    {ZC_GET, "/opening", zc_opening_page, ZC_ROUTE_SLOW, {"期初核实", "opening verification"}},
    {ZC_POST, "/opening", zc_opening_verify, ZC_ROUTE_WRITES, {"做期初核实", "verify opening claims"}},
    {ZC_POST, "/opening/withdraw", zc_opening_withdraw, ZC_ROUTE_WRITES, {"撤回期初核实", "withdraw a verification"}},
    {ZC_GET, "/carry/{entity}/{id}", zc_carry_page, ZC_ROUTE_SLOW, {"年度结转", "the year change"}},
    {ZC_POST, "/carry/{entity}/{id}", zc_carry_take, ZC_ROUTE_WRITES, {"结转", "carry over"}},
    {ZC_POST, "/carry/{entity}/{id}/withdraw", zc_carry_take_back, ZC_ROUTE_WRITES, {"撤回结转", "take it back"}},
    {ZC_GET, "/succession", zc_succession_page, ZC_ROUTE_SLOW, {"单位和区划变动", "changes of units and areas"}},
    {ZC_POST, "/succession", zc_succession_take, ZC_ROUTE_WRITES, {"变动单位", "change a unit"}},
    {ZC_POST, "/succession/areas", zc_succession_areas, ZC_ROUTE_WRITES, {"定区划变动", "settle changes of areas"}},
    {ZC_POST, "/succession/withdraw", zc_succession_take_back, ZC_ROUTE_WRITES, {"撤回单位变动", "take a change back"}},
    {ZC_GET, "/import", zc_page_import, 0, {"导入", "import"}},
    {ZC_POST, "/import", zc_page_import_check, ZC_ROUTE_SLOW, {"检查工作簿", "check a workbook"}},
    {ZC_POST, "/import/take", zc_page_import_take, ZC_ROUTE_SLOW, {"收下工作簿", "take a workbook over"}},
    {ZC_GET, "/import/{name}/annotated.xlsx", zc_page_import_copy, 0, {"标好的表", "annotated copy"}},
    {ZC_GET, "/leader", zc_leader_page, ZC_ROUTE_SLOW, {"领导页", "the leader's page"}},
    {ZC_POST, "/leader", zc_leader_instruct, ZC_ROUTE_WRITES, {"批示", "give an instruction"}},
    {ZC_GET, "/desk", zc_desk_page, ZC_ROUTE_SLOW, {"我的收件", "my desk"}},
    {ZC_POST, "/desk/step", zc_desk_step, ZC_ROUTE_WRITES, {"办理一步", "take a step"}},
    {ZC_GET, "/desk/dispatch/{entity}/{id}", zc_dispatch_page, ZC_ROUTE_SLOW, {"交办", "hand out"}},
    {ZC_POST, "/desk/dispatch/{entity}/{id}", zc_dispatch_take, ZC_ROUTE_WRITES, {"交办", "hand out"}},
    {ZC_GET, "/jobs", zc_page_jobs, ZC_ROUTE_SLOW, {"后台任务", "jobs"}},
    {ZC_POST, "/jobs/verify", zc_page_job_verify, ZC_ROUTE_SLOW, {"校验账本", "verify the ledger"}},
    {ZC_POST, "/jobs/export", zc_page_job_export, ZC_ROUTE_SLOW, {"导出", "export"}},
    {ZC_POST, "/jobs/form", zc_page_job_form, ZC_ROUTE_SLOW, {"导出填报表", "export a form"}},
    {ZC_POST, "/jobs/backup", zc_page_job_backup, ZC_ROUTE_SLOW, {"备份", "back up"}},
    {ZC_GET, "/jobs/{token}/file", zc_page_job_file, ZC_ROUTE_SLOW | ZC_ROUTE_EXPORTS, {"后台任务的文件", "the file of a job"}},
    {ZC_GET, "/jobs/{token}", zc_page_job, ZC_ROUTE_SLOW, {"一个后台任务", "one job"}},
    {ZC_POST, "/jobs/{token}/cancel", zc_page_job_cancel, 0, {"取消后台任务", "cancel a job"}},
    {ZC_POST, "/jobs/{token}/answer", zc_page_job_answer, ZC_ROUTE_SLOW, {"答复后台任务", "answer a job"}},
    {ZC_POST, "/jobs/{token}/again", zc_page_job_again, ZC_ROUTE_SLOW, {"重新运行后台任务", "run a job again"}},
    {ZC_GET, "/imports", zc_page_imports, 0, {"导入记录", "past imports"}},
    {ZC_POST, "/imports/{id}/withdraw", zc_page_import_withdraw, ZC_ROUTE_ALONE, {"整批撤回", "withdraw an import"}},
    {0},
};

const struct zc_route zc_sign_in_routes[] = {
    {ZC_POST,
     "/signin/post",
     zc_sign_in_post,
     ZC_ROUTE_PUBLIC | ZC_ROUTE_WRITES,
     {"选岗位进入示例城市", "enter the sample city"}},
    {ZC_POST, "/signin", zc_sign_in_password, ZC_ROUTE_PUBLIC | ZC_ROUTE_HASHES, {"登录", "sign in"}},
    {ZC_POST, "/signin/switch", zc_sign_switch, ZC_ROUTE_WRITES, {"换岗位", "change post"}},
    {ZC_POST, "/signout", zc_sign_out, ZC_ROUTE_WRITES, {"退出", "sign out"}},
    {ZC_GET, "/invite/{token}", zc_invite_page, ZC_ROUTE_PUBLIC, {"设置口令", "set a password"}},
    {ZC_POST, "/invite/{token}", zc_invite_accept, ZC_ROUTE_PUBLIC | ZC_ROUTE_HASHES, {"设置口令", "set a password"}},
    {ZC_GET, "/enter/{token}", zc_link_page, ZC_ROUTE_PUBLIC, {"一次性链接", "a one-time link"}},
    {ZC_POST, "/enter/{token}", zc_link_accept, ZC_ROUTE_PUBLIC | ZC_ROUTE_HASHES, {"用一次性链接进入", "enter by a one-time link"}},
    {ZC_GET, "/letter/{entity}", zc_letter_page, ZC_ROUTE_PUBLIC, {"公众来信", "write without an account"}},
    {ZC_POST, "/letter/{entity}", zc_letter_send, ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW, {"提交公众来信", "send it"}},
    {ZC_GET, "/ballot", zc_ballot_ask_page, ZC_ROUTE_PUBLIC | ZC_ROUTE_UNTOLD, {"输入投票码", "type the code of a ballot"}},
    {ZC_GET, "/ballot/{code}", zc_ballot_page, ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW | ZC_ROUTE_UNTOLD, {"一张选票", "a ballot"}},
    {ZC_POST, "/ballot/{code}", zc_ballot_cast_page, ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW | ZC_ROUTE_UNTOLD, {"投票", "cast it"}},
    {ZC_GET, "/ballots/{id}", zc_ballot_box_page, ZC_ROUTE_SLOW, {"一个票箱", "a box of ballots"}},
    {ZC_POST, "/ballots/{id}/open", zc_ballot_box_open, ZC_ROUTE_SLOW, {"开启票箱，打印投票码", "open the box and print its codes"}},
    {ZC_POST, "/ballots/{id}/seal", zc_ballot_box_seal, ZC_ROUTE_SLOW, {"封存计票", "seal and count"}},
    {ZC_GET, "/password", zc_password_page, ZC_ROUTE_PUBLIC, {"更换口令", "change the password"}},
    {ZC_POST, "/password", zc_password_post, ZC_ROUTE_PUBLIC | ZC_ROUTE_HASHES, {"更换口令", "change the password"}},
    {ZC_GET, "/sessions", zc_sessions_page, 0, {"登录情况", "own sessions"}},
    {ZC_POST, "/sessions/end", zc_sessions_end, ZC_ROUTE_WRITES, {"结束登录", "end sessions"}},
    {0},
};
