"""What each address answers to whom: one line per route and method. A method without a line answers 405.

    asks      a verb of the matrix (`a|b`: one of them), or
              files (who reads the files of the front desk), desk (the télésecrétariat too), or
              addressed (files, and the ASALÉE nurse), or
              anybody (no sign-in needed), signed_in (any person), member (any role of the practice),
              keepers (of the registers), registers (the mairie too), or
              caregiver (doctors and intern), or
              writes (who writes in the team's channels), or a role
    answers   the status for those who are let in; the others get 403, a stranger 404, nobody the sign-in
              (302), or 401 from the API
    refused   the status of those who are not let in, when it is not 403

Objects in the address are ours: `PARAMETERS` names them in `scene.py`; `slug`, `on` and `month` are known.
Who differs from the rest, because the object is theirs or not, stands in `EXCEPTIONS`.
"""

from dataclasses import dataclass

from cabinet import permissions
from cabinet.models.membership import CAREGIVERS
from cabinet.permissions import ROLES
from tests.isolation.scene import claim_token, decline_token

TABLE = """
route                            method  asks                            answers  refused
home                             GET     signed_in                       302
home_of_practice                 GET     member                          200
team                             GET     member                          200
invite                           GET     invite                          200
invite                           POST    invite                          422
invitation_revocation            POST    invite                          302
membership_end                   GET     invite                          200
membership_end                   POST    invite                          422
sessions_end                     GET     invite                          200
sessions_end                     POST    invite                          422
opening                          GET     anybody                         200
opening                          POST    anybody                         422
opening_link                     GET     anybody                         404
opening_link                     POST    anybody                         404
setup                            GET     invite                          200
setup_next                       GET     invite                          302
setup_practice                   GET     manage_practice                 200
setup_practice                   POST    manage_practice                 422
setup_people                     GET     invite                          200
setup_people                     POST    invite                          422
setup_targets                    GET     manage_practice                 200
setup_targets                    POST    manage_practice                 422
planning:setup-rooms             GET     manage_practice                 200
planning:setup-rooms             POST    manage_practice                 422
planning:setup-week              GET     book_for_others                 200
planning:setup-week              POST    book_for_others                 422
planning:setup-share             POST    book_for_others                 302
retrocession:setup-designations  GET     designate                       200
retrocession:setup-designations  POST    designate                       422
messaging:setup-senders          GET     manage_practice                 200
messaging:setup-senders          POST    manage_practice                 422
patients:setup-list              GET     manage_practice                 200
patients:setup-rules             GET     titulaire                       200
patients:setup-rules             POST    titulaire                       422
guide                            GET     member                          200
network                          GET     titulaire                       200
network                          POST    titulaire                       422
network_answer                   POST    titulaire                       302
network_sharing                  POST    titulaire                       302
network_leave                    POST    titulaire                       302
planning:network-week            GET     see_planning                    200
archive                          GET     titulaire                       200
archive                          POST    titulaire                       422
archive_file                     POST    titulaire                       422
settings                         GET     manage_practice                 200
settings                         POST    manage_practice                 422
profile                          GET     caregiver                       200      404
profile                          POST    caregiver                       422      404
accounts                         GET     designate                       200
account                          GET     designate                       200
account                          POST    secretaire                      422
my_account                       GET     signed_in                       404
my_account                       POST    signed_in                       404
live_news                        GET     member                          200
invitation                       GET     anybody                         404
invitation                       POST    anybody                         404
pro_sante_connect                GET     anybody                         404
pro_sante_connect_callback       GET     anybody                         404
devices                          GET     signed_in                       200
device_end                       POST    signed_in                       404
devices_end                      POST    signed_in                       302
api_tokens                       GET     signed_in                       200
api_tokens                       POST    signed_in                       422
api_token_revocation             POST    signed_in                       404
components                       GET     signed_in                       200
healthz                          GET     anybody                         200
metrics                          GET     anybody                         404
planning:month                   GET     see_planning                    200
planning:day                     GET     see_planning                    200
planning:this-week               GET     see_planning                    200
planning:week                    GET     see_planning                    200
planning:week-pdf                GET     see_planning                    200
planning:opening                 GET     see_planning                    200
planning:opening-pdf             GET     see_planning                    200
planning:opening-publication     POST    book_for_others                 302
planning:public-opening          GET     anybody                         404
planning:book                    POST    book_own_days|book_for_others   422
planning:release                 POST    book_own_days|book_for_others   302
planning:occupancy               GET     see_occupancy                   200
planning:occupancy-pdf           GET     see_occupancy                   200
planning:occupancy-xlsx          GET     see_occupancy                   200
planning:occupancy-csv           GET     see_occupancy                   200
planning:occupancy-everywhere    GET     see_occupancy                   200
planning:astreintes              GET     see_planning                    200
planning:astreintes-proposal     POST    assign_astreinte                422
planning:astreinte-assign        POST    take_astreinte|assign_astreinte  302
planning:astreinte-card          GET     see_planning                    200
planning:astreinte-give-up       POST    take_astreinte|assign_astreinte  302
planning:astreinte-reading       POST    take_astreinte                  302
planning:hand-over               POST    take_astreinte                  422
planning:hand-over-reading       POST    see_mail                        302
planning:swap-astreinte          GET     take_astreinte|assign_astreinte  200
planning:swap-astreinte          POST    take_astreinte|assign_astreinte  422
planning:swap-presence           GET     book_own_days|book_for_others   200
planning:swap-presence           POST    book_own_days|book_for_others   422
planning:swaps                   GET     book_own_days|book_for_others   200
planning:swap-answer             POST    book_own_days|book_for_others   422
planning:series                  GET     book_for_others                 200
planning:series-new              GET     book_for_others                 200
planning:series-new              POST    book_for_others                 422
planning:series-detail           GET     book_for_others                 200
planning:series-change           GET     book_for_others                 200
planning:series-change           POST    book_for_others                 422
planning:series-end              POST    book_for_others                 422
planning:desk                    GET     book_for_others                 200
planning:shift-add               POST    book_for_others                 422
planning:shift-cancel            POST    book_for_others                 302
planning:exceptions              GET     book_for_others                 200
planning:exception-new           GET     book_for_others                 200
planning:exception-new           POST    book_for_others                 422
planning:exception-withdraw      POST    book_for_others                 302
planning:absences                GET     book_own_days|book_for_others   200
planning:absences                POST    book_own_days|book_for_others   422
planning:absence-withdraw        POST    book_own_days|book_for_others   302
planning:internship              GET     interne                         200
planning:debrief                 POST    titulaire                       302
planning:confirmations           GET     book_for_others                 200
planning:confirm                 POST    book_for_others                 302
planning:refuse                  POST    book_for_others                 422
planning:calls                   GET     take_astreinte|book_for_others  200
planning:calls                   POST    book_for_others                 422
planning:call                    GET     take_astreinte|book_for_others  200
planning:call-answer             POST    remplacant                      302
planning:claim                   GET     signed_in                       404
planning:claim                   POST    signed_in                       404
planning:decline                 GET     signed_in                       404
planning:decline                 POST    signed_in                       404
planning:my-days                 GET     signed_in                       200
planning:my-day                  GET     signed_in                       200
planning:pool                    GET     signed_in                       200
planning:pool-day                POST    signed_in                       404
planning:feed                    GET     anybody                         404
planning:my-feeds                GET     signed_in                       200
planning:my-feeds                POST    signed_in                       404
planning:feed-renewal            POST    signed_in                       404
planning:feed-revocation         POST    signed_in                       404
planning:events                  GET     see_planning                    200
planning:event                   GET     see_planning                    200
planning:event-creation          GET     book_own_days|book_for_others   200
planning:event-creation          POST    book_own_days|book_for_others   422
planning:event-change            GET     book_own_days|book_for_others   200
planning:event-change            POST    book_own_days|book_for_others   422
planning:event-cancellation      POST    book_own_days|book_for_others   302
planning:event-answer            POST    see_planning                    422
commune:costs                    GET     see_occupancy                   200
commune:costs                    POST    enter_costs                     422
commune:costs-paste              GET     enter_costs                     200
commune:costs-paste              POST    enter_costs                     422
commune:cost-history             GET     see_occupancy                   200
commune:budget                   POST    enter_costs                     302
commune:grants                   GET     see_occupancy                   200
commune:grant-creation           GET     enter_costs                     200
commune:grant-creation           POST    enter_costs                     422
commune:grant-change             GET     enter_costs                     200
commune:grant-change             POST    enter_costs                     422
commune:grant-withdrawal         POST    enter_costs                     302
commune:council-report           GET     see_occupancy                   200
commune:achievements             GET     see_occupancy                   200
commune:achievements-pdf         GET     see_occupancy                   200
commune:settling                 GET     see_occupancy                   200
commune:settling                 POST    titulaire                       422
commune:territory                GET     coordination_cls                200
commune:territory-csv            GET     coordination_cls                200
commune:requests                 GET     registers                       200
commune:registers                GET     registers                       200
commune:entry-creation           GET     keepers                         200
commune:entry-creation           POST    keepers                         422
commune:entry                    GET     registers                       200
commune:entry-state              POST    registers                       422
commune:entry-files              POST    registers                       422
commune:entry-file               GET     registers                       200
commune:entry-file-removal       POST    keepers                         302
retrocession:months              GET     designate                       200
retrocession:board               GET     designate                       200
retrocession:month-progress      GET     verify_accounts                 302
retrocession:designate           GET     designate                       200
retrocession:designate           POST    designate                       422
retrocession:designation-correction  POST  designate                     422
retrocession:rotation-adoption   POST    designate                       422
retrocession:exchange            GET     designate                       200
retrocession:exchange            POST    designate                       422
retrocession:month-closing       GET     verify_accounts                 200
retrocession:prepare             POST    verify_accounts                 302
retrocession:verify              POST    verify_accounts                 302
retrocession:send-back           POST    approve_statements              422
retrocession:issue               POST    approve_statements              422
retrocession:transfer            POST    approve_statements              302
retrocession:transfer-file       GET     approve_statements              200
retrocession:adjustments         GET     verify_accounts                 200
retrocession:adjustments         POST    verify_accounts                 422
retrocession:late-line           GET     verify_accounts                 200
retrocession:late-line           POST    verify_accounts                 422
retrocession:correction          GET     verify_accounts                 200
retrocession:correction          POST    verify_accounts                 422
retrocession:adjustment-withdrawal  GET  verify_accounts                 200
retrocession:adjustment-withdrawal  POST  verify_accounts                422
retrocession:rejection-import    GET     verify_accounts                 200
retrocession:rejections-writing  POST    verify_accounts                 409
retrocession:rejections-removal  POST    verify_accounts                 302
retrocession:statement-pdf       GET     read_statement                  200
retrocession:statement           GET     read_statement                  200
retrocession:statement-word      POST    read_statement                  422
retrocession:transfer-handed-in  POST    approve_statements              422
retrocession:typed-transfers     GET     approve_statements              200
retrocession:month-transfers     GET     approve_statements              200
retrocession:month-transfers     POST    approve_statements              302
retrocession:debited             GET     approve_statements              200
retrocession:debited             POST    approve_statements              422
retrocession:returned            GET     approve_statements              200
retrocession:returned            POST    approve_statements              422
retrocession:my-statement        GET     signed_in                       404
retrocession:my-word             POST    signed_in                       404
retrocession:my-payment-received  POST   signed_in                       404
retrocession:my-current-year     GET     signed_in                       302
retrocession:my-year             GET     signed_in                       200
retrocession:my-year-csv         GET     signed_in                       200
retrocession:my-year-xlsx        GET     signed_in                       200
retrocession:my-year-pdf         GET     signed_in                       200
retrocession:my-statements       GET     signed_in                       200
retrocession:my-statement-pdf    GET     signed_in                       404
retrocession:contracts           GET     verify_accounts                 200
retrocession:contracts           POST    verify_accounts                 302
retrocession:contract            GET     read_statement                  200
retrocession:contract-terms      POST    verify_accounts                 422
retrocession:contract-send       POST    verify_accounts                 302
retrocession:contract-take-back  POST    verify_accounts                 302
retrocession:contract-document   POST    verify_accounts                 302
retrocession:contract-sign       POST    read_statement                  422
retrocession:contract-scan       POST    read_statement                  422
retrocession:contract-sending    POST    verify_accounts                 422
retrocession:contract-answer     POST    verify_accounts                 422
retrocession:contract-file       GET     read_statement                  200
retrocession:my-contracts        GET     signed_in                       200
retrocession:my-contract-file    GET     signed_in                       404
retrocession:papers              GET     read_statement                  200
retrocession:papers              POST    read_statement                  422
retrocession:paper-withdrawal    POST    read_statement                  302
api-contracts                    GET     read_statement                  200
api-contract                     GET     read_statement                  200
api-contract-pdf                 GET     read_statement                  200
retrocession:awaited             GET     verify_accounts                 200
retrocession:awaited             POST    verify_accounts                 422
retrocession:payments-ticked     POST    verify_accounts                 422
retrocession:payment-import      GET     verify_accounts                 200
retrocession:payments-writing    POST    verify_accounts                 409
retrocession:payments-removal    POST    verify_accounts                 302
retrocession:payment-cancellation  GET   verify_accounts                 200
retrocession:payment-cancellation  POST  verify_accounts                 422
retrocession:receipts            GET     verify_accounts                 200
retrocession:receipts            POST    verify_accounts                 422
retrocession:receipt-import      GET     verify_accounts                 200
retrocession:receipt-set-aside   GET     verify_accounts                 200
retrocession:receipt-set-aside   POST    verify_accounts                 422
retrocession:receipt-take-back   POST    verify_accounts                 302
retrocession:receipt-import-writing  POST  verify_accounts               409
retrocession:receipt-import-removal  POST  verify_accounts               302
retrocession:receipt-columns     POST    secretaire                      302
retrocession:my-receipts         GET     verify_accounts                 200
retrocession:typed-receipts      GET     verify_accounts                 200
retrocession:typed-receipts      POST    verify_accounts                 422
retrocession:receipt-line        GET     verify_accounts                 200
retrocession:receipt-line        POST    verify_accounts                 422
retrocession:receipt-removal     POST    verify_accounts                 422
retrocession:day-sheets          GET     verify_accounts                 200
retrocession:day-sheet           GET     verify_accounts                 200
retrocession:day-sheet           POST    verify_accounts                 422
retrocession:pointage            GET     verify_accounts                 200
retrocession:gap-remark          POST    verify_accounts                 422
api-schema                       GET     anybody                         200
api-docs                         GET     anybody                         200
api-me                           GET     signed_in                       200
api-cabinets                     GET     signed_in                       200
api-cabinet                      GET     see_planning                    200
api-presences                    GET     see_planning                    200
api-presences                    POST    book_own_days|book_for_others   400
api-presence                     GET     see_planning                    200
api-presence                     DELETE  book_own_days|book_for_others   204
api-on-calls                     GET     see_planning                    200
api-on-calls                     POST    take_astreinte|assign_astreinte  400
api-on-call                      GET     see_planning                    200
api-on-call                      DELETE  take_astreinte|assign_astreinte  204
api-on-call-acknowledgement      POST    take_astreinte                  200
api-calls                        GET     take_astreinte|book_for_others  200
api-call                         GET     take_astreinte|book_for_others  200
api-call-answers                 POST    remplacant                      400
api-events                       GET     see_planning                    200
api-events                       POST    book_own_days|book_for_others   400
api-event                        GET     see_planning                    200
api-event                        PATCH   book_own_days|book_for_others   400
api-event                        DELETE  book_own_days|book_for_others   204
api-event-answers                GET     see_planning                    200
api-event-answers                POST    see_planning                    400
api-coverage                     GET     see_planning                    200
api-occupancy                    GET     see_occupancy                   200
api-costs                        GET     see_occupancy                   200
api-costs                        PUT     enter_costs                     400
api-grants                       GET     see_occupancy                   200
api-grants                       POST    enter_costs                     400
api-grant                        GET     see_occupancy                   200
api-grant                        PATCH   enter_costs                     400
api-grant                        DELETE  enter_costs                     204
api-registers                    GET     registers                       200
api-registers                    POST    keepers                         400
api-register-entry               GET     keepers                         200
api-register-entry               PATCH   keepers                         400
api-requests                     GET     registers                       200
api-requests                     POST    keepers                         400
api-request                      GET     registers                       200
api-request                      PATCH   registers                       400
api-territory                    GET     coordination_cls                200
api-entry-files                  GET     registers                       200
api-entry-files                  POST    registers                       400
api-entry-file                   GET     registers                       200
api-entry-file                   DELETE  keepers                         204
api-series-list                  GET     book_own_days|book_for_others   200
api-series-list                  POST    book_for_others                 400
api-series                       GET     book_own_days|book_for_others   200
api-series                       PATCH   book_for_others                 400
api-series                       DELETE  book_for_others                 204
api-designations                 GET     verify_accounts                 200
api-designations                 POST    designate                       400
api-designation-consequences     GET     designate                       400
api-designation-corrections      GET     designate                       200
api-designation-corrections      POST    designate                       400
api-rotation                     GET     designate                       200
api-rotation                     POST    designate                       400
api-exchanges                    POST    designate                       400
api-statements                   GET     read_statement                  200
api-statement                    GET     read_statement                  200
api-statement-pdf                GET     read_statement                  200
api-day-sheets                   GET     verify_accounts                 200
api-day-sheets                   POST    verify_accounts                 400
api-day-sheets                   PUT     verify_accounts                 400
api-payments                     GET     verify_accounts                 200
api-payments                     POST    verify_accounts                 400
api-adjustments                  GET     verify_accounts                 200
api-adjustments                  POST    verify_accounts                 400
api-statement-words              GET     read_statement                  200
api-statement-words              POST    read_statement                  400
api-statement-payments           POST    approve_statements              400
api-transfers                    GET     approve_statements              200
api-transfers                    POST    approve_statements              400
api-transfer-lines               GET     approve_statements              200
api-transfer-lines               POST    approve_statements              400
api-transfer-handing-in          POST    approve_statements              400
api-year                         GET     read_statement                  200
api-receipts                     GET     verify_accounts                 200
api-receipts                     POST    verify_accounts                 400
api-receipts-typed               POST    verify_accounts                 400
api-receipt-changes              GET     verify_accounts                 200
api-receipt-changes              POST    verify_accounts                 400
api-receipt-removal              POST    verify_accounts                 400
api-patients                     GET     desk                            200
api-patients                     POST    files                           400
api-patient                      GET     desk                            200
api-patient                      PATCH   desk                            400
patients:intake                  GET     files                           200
patients:intake-file             GET     manage_practice                 200
patients:waves                   GET     files                           200
patients:wave-opening            POST    manage_practice                 302
patients:wave-closing            POST    manage_practice                 302
patients:settings                GET     manage_practice                 200
patients:settings                POST    manage_practice                 422
patients:wave                    GET     manage_practice                 200
patients:wave                    POST    manage_practice                 422
patients:step                    GET     files                           200
patients:step                    POST    files                           422
patients:imports                 GET     manage_practice                 200
patients:imports                 POST    manage_practice                 422
patients:import-columns          POST    manage_practice                 302
patients:import                  GET     manage_practice                 200
patients:import-writing          POST    manage_practice                 302
patients:import-removal          POST    manage_practice                 302
patients:import-apart            POST    manage_practice                 302
patients:import-set-aside        GET     manage_practice                 200
patients:import-set-aside        POST    manage_practice                 422
patients:import-take-back        POST    manage_practice                 302
patients:import-same-person      POST    manage_practice                 302
patients:desk                    GET     desk                            200
patients:desk-card               GET     desk                            200
patients:search                  GET     desk                            200
patients:search                  POST    desk                            302
patients:new                     GET     files                           200
patients:new                     POST    files                           422
patients:new-look                POST    files                           200
patients:file                    GET     file                            200
patients:change                  GET     desk                            200
patients:change                  POST    desk                            422
patients:call-backs              GET     desk                            200
patients:call-back-new           GET     desk                            200
patients:call-back-new           POST    desk                            422
patients:call                    GET     desk                            200
patients:call-taking             POST    desk                            200
patients:call-postpone           POST    desk                            422
patients:call-release            POST    desk                            302
patients:call-attempt            POST    desk                            422
patients:call-finish             POST    desk                            302
patients:patient-call            POST    desk                            200
patients:agenda-today            GET     file                            200
patients:agenda                  GET     file                            200
patients:day-sheet               GET     file                            200
patients:first-slots             GET     file                            200
patients:first-slots-file        GET     file                            200
patients:book                    GET     file                            200
patients:book                    POST    file                            422
patients:book-for-whom           POST    file                            302
patients:appointment             GET     file                            200
patients:appointment-state       POST    file                            422
patients:appointment-undo        POST    file                            422
patients:appointment-move        GET     file                            200
patients:appointment-move        POST    file                            422
patients:declare                 GET     files                           200
patients:declare                 POST    files                           422
patients:register                GET     files                           200
patients:register-file           GET     manage_practice                 200
patients:leaflet                 GET     files                           200
patients:declaration-told        GET     files                           200
patients:declaration-told        POST    files                           422
patients:declaration-end         GET     files                           200
patients:declaration-end         POST    files                           422
patients:records                 GET     files                           200
patients:record-ask              GET     files                           200
patients:record-ask              POST    files                           422
patients:record-move             GET     files                           200
patients:record-move             POST    files                           422
patients:renewals                GET     files                           200
patients:renewals-pdf            GET     files                           200
patients:orientations            GET     files                           200
patients:orient                  GET     files                           200
patients:orient                  POST    files                           422
patients:care-team-add           POST    files                           302
patients:care-team-remove        POST    files                           302
patients:followed                GET     paramedical                     200
patients:referrals               GET     addressed                       200
patients:refer                   GET     caregiver                       200
patients:refer                   POST    caregiver                       422
patients:referral                GET     addressed                       200
patients:session-plan            POST    infirmiere_asalee               422
patients:session-say             POST    infirmiere_asalee               422
patients:referral-close          POST    infirmiere_asalee               422
patients:referral-reading        POST    titulaire                       409
patients:accesses                GET     titulaire                       200
patients:accesses-file           GET     titulaire                       200
patients:retention               GET     titulaire                       200
patients:checklists              GET     files                           200
patients:checklist               GET     files                           200
patients:checklist               POST    files                           422
patients:checklist-templates     GET     manage_practice                 200
patients:checklist-templates     POST    manage_practice                 302
patients:checklist-template      GET     manage_practice                 200
patients:checklist-template      POST    manage_practice                 422
patients:first-consultation      GET     files                           200
patients:first-consultation      POST    files                           200
patients:house-rules             GET     see_patients                    200
patients:house-rules-change      GET     titulaire                       200
patients:house-rules-change      POST    titulaire                       422
patients:house-rules-version     GET     see_patients                    200
patients:house-rules-pdf         GET     see_patients                    200
patients:house-rules-acceptance  POST    see_patients                    302
patients:directory               GET     desk                            200
patients:directory-new           GET     manage_practice                 200
patients:directory-new           POST    manage_practice                 422
patients:directory-usual         POST    manage_practice                 302
patients:directory-entry         GET     manage_practice                 200
patients:directory-entry         POST    manage_practice                 422
patients:directory-withdrawal    POST    manage_practice                 302
patients:directory-move          POST    manage_practice                 302
patients:protocols               GET     desk                            200
patients:protocol                GET     desk                            200
patients:protocol-new            GET     titulaire                       200
patients:protocol-new            POST    titulaire                       422
patients:protocol-change         GET     titulaire                       200
patients:protocol-change         POST    titulaire                       422
patients:protocol-withdrawal     POST    titulaire                       302
patients:without-doctor          GET     desk                            200
patients:without-doctor-day      GET     desk                            200
patients:without-doctor-pdf      GET     desk                            200
patients:forecast                GET     manage_practice                 200
api-checklists                   GET     files                           200
api-checklist-ticks              POST    files                           400
api-appointments                 GET     file                            200
api-appointments                 POST    file                            400
api-free-slots                   GET     file                            200
api-appointment                  GET     file                            200
api-appointment-state            POST    file                            400
api-appointment-state            DELETE  file                            400
api-appointment-move             POST    file                            400
api-referrals                    GET     addressed                       200
api-referrals                    POST    caregiver                       400
api-referral                     GET     addressed                       200
api-referral-sessions            POST    infirmiere_asalee               400
api-referral-session             POST    infirmiere_asalee               400
api-referral-session             DELETE  infirmiere_asalee               200
api-referral-closing             POST    infirmiere_asalee               400
api-referral-reading             POST    titulaire                       409
api-declarations                 GET     files                           200
api-declarations                 POST    files                           400
api-declaration-proposal         GET     files                           400
api-declaration                  GET     files                           200
api-declaration-information      POST    files                           200
api-declaration-end              POST    files                           400
api-records                      GET     files                           200
api-records                      POST    files                           400
api-record                       GET     files                           200
api-record-state                 POST    files                           400
messaging:attachments            POST    writes                          422
messaging:attachment             GET     titulaire                       200      404
messaging:attachment-thumbnail   GET     titulaire                       200      404
messaging:attachment-large       GET     titulaire                       302      404
messaging:attachment-removal     POST    titulaire                       204      404
messaging:mails                  GET     see_mail                        200
messaging:mail-new               GET     see_mail                        200
messaging:mail-new               POST    see_mail                        422
messaging:mail                   GET     see_mail                        200
messaging:mail-change            GET     see_mail                        200
messaging:mail-change            POST    see_mail                        422
messaging:mail-reading           POST    caregiver                       302
messaging:mail-filing            POST    see_mail                        409
messaging:mail-taking-back       POST    see_mail                        404
messaging:mail-routing           POST    see_mail                        422
messaging:mail-alert             GET     see_mail                        200
messaging:mail-alert             POST    caregiver                       302
messaging:mail-alerts-pdf        GET     see_mail                        200
messaging:misrouting             GET     see_mail                        200
messaging:misrouting-file        GET     see_mail                        200
messaging:misrouting-letter      GET     see_mail                        404
messaging:notifications          GET     signed_in                       200
messaging:notifications          POST    signed_in                       302
messaging:push-subscription      POST    signed_in                       422
messaging:push-revocation        POST    signed_in                       404
messaging:service-worker         GET     anybody                         200
api-attachments                  POST    writes                          400
api-attachment                   GET     titulaire                       200      404
api-attachment                   DELETE  titulaire                       204      404
api-attachment-content           GET     titulaire                       200      404
messaging:conversations          GET     team_channels                   200
messaging:list                   GET     team_channels                   200
messaging:unread                 GET     team_channels                   200
messaging:thread                 GET     writes                          200      404
messaging:thread                 POST    writes                          422      404
messaging:following              GET     writes                          200      404
messaging:reading                POST    writes                          302      404
messaging:silence                POST    writes                          302      404
messaging:message                GET     writes                          200      404
messaging:message                POST    titulaire                       422
messaging:bubble                 GET     writes                          200      404
messaging:urgency                POST    titulaire                       302
messaging:search                 GET     team_channels                   200
messaging:search                 POST    team_channels                   302
messaging:begin                  GET     writes                          200
messaging:direct                 POST    writes                          422
messaging:expertise              GET     patient_threads                 200
messaging:expertise              POST    patient_threads                 422
messaging:channel                GET     manage_practice                 200
messaging:channel                POST    manage_practice                 422
messaging:patient-thread         POST    paramedical                     302
messaging:people                 GET     writes                          200      404
messaging:participant            POST    writes                          302      404
messaging:departure              POST    writes                          302      404
messaging:closing                POST    writes                          302      404
messaging:export                 POST    remplacant                      200      404
api-conversations                GET     team_channels                   200
api-messages                     GET     writes                          200      404
api-messages                     POST    writes                          400      404
api-reading                      POST    writes                          400      404
api-acknowledgement              POST    writes                          204      404
messaging:acknowledgement        POST    writes                          302      404
api-mails                        GET     see_mail                        200
api-mails                        POST    see_mail                        400
api-mail                         GET     see_mail                        200
api-mail                         PUT     see_mail                        400
api-mail-reading                 POST    caregiver                       200
api-mail-filing                  POST    see_mail                        409
api-mail-acknowledgement         POST    caregiver                       200
api-mail-taking-back             POST    see_mail                        400
api-mail-routing                 POST    see_mail                        400
"""

#: Objects in the addresses, by the names of the scene.
PARAMETERS = {
    **{f"commune:grant-{what}": {"pk": "grant"} for what in ("change", "withdrawal")},
    **{f"commune:{route}": {"pk": "entry"} for route in ("entry", "entry-state", "entry-files")},
    **{f"commune:entry-file{what}": {"pk": "entry", "file": "entry_file"} for what in ("", "-removal")},
    "api-entry-files": {"pk": "entry"},
    "api-entry-file": {"pk": "entry", "file": "entry_file"},
    "api-grant": {"pk": "grant"},
    "api-register-entry": {"pk": "register_entry"},
    "api-request": {"pk": "entry"},
    "commune:entry-creation": {"register": lambda ours: "cartes"},
    **{route: {"pk": lambda ours: 1} for route in ("device_end", "mfa_edit_webauthn", "mfa_remove_webauthn")},
    **{
        f"messaging:mail{what}": {"pk": "mail"}
        for what in (
            "",
            "-change",
            "-reading",
            "-filing",
            "-taking-back",
            "-routing",
            "-alert",
            "-alerts-pdf",
        )
    },
    "messaging:misrouting-letter": {"pk": "mail_sender"},
    **{
        f"messaging:{route}": {"pk": "conversation"}
        for route in (
            "thread",
            "following",
            "reading",
            "silence",
            "people",
            "participant",
            "departure",
            "closing",
        )
    },
    "messaging:export": {"pk": "expertise"},
    "messaging:patient-thread": {"pk": "patient"},
    "api-messages": {"pk": "conversation"},
    "api-reading": {"pk": "conversation"},
    "api-acknowledgement": {"pk": "message"},
    **{
        f"messaging:{route}": {"pk": "message"}
        for route in ("message", "bubble", "urgency", "acknowledgement")
    },
    **{
        f"api-mail{what}": {"pk": "mail"}
        for what in ("", "-reading", "-filing", "-acknowledgement", "-taking-back", "-routing")
    },
    "patients:checklist": {"pk": "checklist"},
    "patients:first-consultation": {"pk": "patient"},
    **{f"patients:directory-{route}": {"pk": "directory_entry"} for route in ("entry", "withdrawal", "move")},
    **{
        f"patients:{route}": {"pk": "protocol"}
        for route in ("protocol", "protocol-change", "protocol-withdrawal")
    },
    "patients:desk-card": {"key": lambda ours: "calls"},
    **{
        f"patients:{route}": {"pk": "patient"} for route in ("file", "change", "patient-call", "wave", "step")
    },
    "api-patient": {"pk": "patient"},
    **{f"patients:wave-{what}": {"wave": lambda ours: 1} for what in ("opening", "closing")},
    **{
        f"patients:{route}": {"pk": "patient_import"}
        for route in ("import", "import-writing", "import-removal", "import-apart")
    },
    **{
        f"patients:import-{what}": {"pk": "patient_import", "line": lambda ours: 3}
        for what in ("set-aside", "take-back", "same-person")
    },
    **{
        f"patients:{route}": {"pk": "patient"}
        for route in ("declare", "record-ask", "orient", "care-team-add", "refer", "accesses-file")
    },
    **{f"patients:declaration-{what}": {"pk": "declaration"} for what in ("told", "end")},
    "patients:record-move": {"pk": "record_request", "after": lambda ours: "received"},
    "patients:care-team-remove": {"pk": "care_team_member"},
    **{
        f"patients:{route}": {"pk": "referral"}
        for route in ("referral", "session-plan", "referral-close", "referral-reading")
    },
    "patients:session-say": {"pk": "session"},
    **{
        f"patients:{route}": {"pk": "call_back"}
        for route in (
            "call",
            *(f"call-{what}" for what in ("taking", "postpone", "release", "attempt", "finish")),
        )
    },
    **{
        f"patients:{route}": {"pk": "appointment"}
        for route in ("appointment", *(f"appointment-{what}" for what in ("state", "undo", "move")))
    },
    **{f"api-appointment{what}": {"pk": "appointment"} for what in ("", "-state", "-move")},
    **{f"api-referral{what}": {"pk": "referral"} for what in ("", "-sessions", "-closing", "-reading")},
    "api-referral-session": {"pk": "session"},
    **{f"api-declaration{what}": {"pk": "declaration"} for what in ("", "-information", "-end")},
    **{f"api-record{what}": {"pk": "record_request"} for what in ("", "-state")},
    "invitation_revocation": {"pk": "invitation"},
    **{f"{what}_end": {"pk": "membership"} for what in ("membership", "sessions")},
    "invitation": {"token": lambda ours: "0" * 43},
    "archive_file": {"pk": "archive"},
    "network_answer": {"pk": "network_invitation"},
    "opening_link": {"token": lambda ours: "0" * 43},
    "account": {"pk": "fradin"},
    "my_account": {"pk": "fradin"},
    "api_token_revocation": {"pk": lambda ours: 0},
    "planning:pool-day": {"practice": lambda ours: ours.cabinet.slug, "period": lambda ours: "day"},
    "planning:public-opening": {"practice": lambda ours: ours.cabinet.slug},  # 404 until it is published
    "planning:book": {"on": "free_day"},
    "planning:call": {"pk": "call"},
    "planning:call-answer": {"pk": "call"},
    "planning:claim": {"token": claim_token},
    "planning:decline": {"token": decline_token},
    "planning:release": {"pk": "presence"},
    "planning:astreinte-assign": {"on": "free_day"},
    "planning:astreinte-card": {"on": "on_call_day"},
    **{
        f"planning:{route}": {"pk": "astreinte"}
        for route in ("astreinte-give-up", "astreinte-reading", "hand-over", "swap-astreinte")
    },
    "planning:hand-over-reading": {"pk": "hand_over"},
    "planning:swap-presence": {"pk": "presence"},
    "planning:swap-answer": {"pk": "swap"},
    **{f"planning:series-{what}": {"pk": "series"} for what in ("detail", "change", "end")},
    "planning:shift-cancel": {"pk": "shift"},
    "planning:exception-withdraw": {"pk": "closure"},
    "planning:absence-withdraw": {"pk": "absence"},
    "planning:debrief": {"pk": "intern_day"},
    "planning:confirm": {"pk": "unconfirmed"},
    "planning:refuse": {"pk": "unconfirmed"},
    "api-series": {"pk": "series"},
    "planning:feed": {"secret": lambda ours: "0" * 64},
    **{f"planning:feed-{route}": {"pk": "feed"} for route in ("renewal", "revocation")},
    "planning:event": {"pk": "event"},
    **{f"planning:event-{route}": {"pk": "event"} for route in ("change", "cancellation", "answer")},
    "api-event": {"pk": "event"},
    "api-event-answers": {"pk": "event"},
    "retrocession:transfer-file": {"message_id": lambda ours: ours.transfer.message_id},
    **{
        f"api-transfer-{route}": {"message_id": lambda ours: ours.transfer.message_id}
        for route in ("lines", "handing-in")
    },
    "retrocession:statement-pdf": {"pk": "statement"},
    "retrocession:transfer-handed-in": {"message_id": lambda ours: ours.transfer.message_id},
    **{
        f"retrocession:{route}": {"pk": "statement"}
        for route in (
            "statement",
            "statement-word",
            "returned",
            "my-statement",
            "my-word",
            "my-payment-received",
        )
    },
    "retrocession:my-statement-pdf": {"pk": "statement"},
    **{
        f"retrocession:{route}": {"pk": "contract"}
        for route in (
            "contract",
            *(f"contract-{what}" for what in ("terms", "send", "take-back", "document", "sign", "scan")),
            *(f"contract-{what}" for what in ("sending", "answer")),
        )
    },
    **{
        f"retrocession:{route}": {"pk": "contract_document", "what": lambda ours: "contrat"}
        for route in ("contract-file", "my-contract-file")
    },
    "retrocession:paper-withdrawal": {"pk": "paper"},
    "api-contract": {"pk": "contract"},
    "api-contract-pdf": {"pk": "contract", "rank": lambda ours: 0},
    **{
        f"retrocession:{route}": {"pk": "receipt_import", "line": lambda ours: 3}
        for route in ("receipt-set-aside", "receipt-take-back")
    },
    **{
        f"retrocession:{route}": {"pk": "receipt_import"}
        for route in ("receipt-import", "receipt-import-writing", "receipt-import-removal")
    },
    **{f"retrocession:{route}": {"pk": "receipt"} for route in ("receipt-line", "receipt-removal")},
    **{f"api-{route}": {"pk": "receipt"} for route in ("receipt-changes", "receipt-removal")},
    **{
        f"retrocession:{route}": {"pk": "payment_import"}
        for route in ("payment-import", "payments-writing", "payments-removal")
    },
    "retrocession:payment-cancellation": {"pk": "payer_return"},
    "retrocession:adjustment-withdrawal": {"pk": "adjustment"},
    "retrocession:day-sheet": {"doctor": "fradin", "on": lambda ours: ours.sheet.on},
    "retrocession:gap-remark": {
        "month": lambda ours: ours.current_month,
        "pk": "sheet",
        "mode": lambda ours: "cb",
    },
    **{
        f"retrocession:{route}": {"pk": "rejection_import"}
        for route in ("rejection-import", "rejections-writing", "rejections-removal")
    },
    "api-call": {"pk": "call"},
    "api-call-answers": {"pk": "call"},
    "api-statement": {"pk": "statement"},
    "api-statement-pdf": {"pk": "statement"},
    "api-statement-words": {"pk": "statement"},
    "api-statement-payments": {"pk": "statement"},
    "api-presence": {"pk": "presence"},
    "api-on-call": {"pk": "astreinte"},
    "api-on-call-acknowledgement": {"pk": "astreinte"},
    **{
        f"messaging:attachment{what}": {"pk": "draft"}  # of the titulaire
        for what in ("", "-thumbnail", "-large", "-removal")
    },
    "api-attachment": {"pk": "draft"},
    "api-attachment-content": {"pk": "draft"},
    "messaging:push-revocation": {"pk": lambda ours: 0},
}
KNOWN_PARAMETERS = {
    "kind": lambda ours: "opening",
    "version": lambda ours: ours.house_rules.version,
    "year": lambda ours: ours.month.year,
    "slug": lambda ours: ours.cabinet.slug,
    "on": "day",
    "month": "month",
}

#: (route, method, role): status, and why.
EXCEPTIONS = {
    ("planning:pool-day", "POST", "remplacant"): 302,  # a locum here already: the call is put to them anyway
    **{("api-register-entry", method, "mairie"): 404 for method in ("GET", "PATCH")},  # the database hides it
    **{("planning:network-week", "GET", role): 403 for role in ("mairie", "coordination_cls")},
    **{
        (f"messaging:{route}", "POST", role): 404  # a channel that they do not read
        for route in ("message", "urgency")
        for role in ("mairie", "coordination_cls")
    },
    ("messaging:acknowledgement", "POST", "titulaire"): 403,  # wrote it
    ("api-acknowledgement", "POST", "titulaire"): 403,  # wrote it
    **{
        (f"patients:{route}", method, "infirmiere_asalee"): 404  # the hour is another person's
        for route, method in (
            ("appointment", "GET"),
            ("appointment-state", "POST"),
            ("appointment-undo", "POST"),
            ("appointment-move", "GET"),
            ("appointment-move", "POST"),
        )
    },
    **{
        (f"api-appointment{route}", method, "infirmiere_asalee"): 404  # the hour is another person's
        for route, method in (("", "GET"), ("-state", "POST"), ("-state", "DELETE"), ("-move", "POST"))
    },
    ("invitation_revocation", "POST", "mairie"): 403,  # an invitation of the practice's, not of the mairie's
    **{
        (f"{what}_end", method, "mairie"): 403  # a locum
        for what in ("membership", "sessions")
        for method in ("GET", "POST")
    },
    **{
        (f"planning:feed-{route}", "POST", "titulaire"): 302  # their own
        for route in ("renewal", "revocation")
    },
    **{
        (route, method, role): 403  # a titulaire's
        for route, method in (
            ("planning:event-change", "GET"),
            ("planning:event-change", "POST"),
            ("planning:event-cancellation", "POST"),
            ("api-event", "PATCH"),
            ("api-event", "DELETE"),
        )
        for role in ("remplacant", "interne", "infirmiere_asalee")
    },
    ("planning:release", "POST", "interne"): 403,  # the day is another person's
    ("planning:release", "POST", "infirmiere_asalee"): 403,  # the day is another person's
    ("planning:occupancy-everywhere", "GET", "stranger"): 200,  # their own practice's
    ("planning:astreinte-assign", "POST", "secretaire"): 422,  # to nobody named: she takes none herself
    ("planning:astreinte-card", "GET", "mairie"): 403,  # the phones of doctors
    ("planning:astreinte-card", "GET", "coordination_cls"): 403,  # the phones of doctors
    ("planning:astreinte-reading", "POST", "titulaire"): 403,  # another doctor's
    ("planning:hand-over", "POST", "titulaire"): 403,  # another doctor's
    ("planning:hand-over-reading", "POST", "remplacant"): 403,  # wrote it
    ("planning:hand-over-reading", "POST", "secretaire"): 403,  # a line is read by a doctor
    **{
        ("planning:swap-presence", method, role): 403  # the day is another person's
        for method in ("GET", "POST")
        for role in ("interne", "infirmiere_asalee")
    },
    ("api-on-call-acknowledgement", "POST", "titulaire"): 403,  # another doctor's
    ("planning:absence-withdraw", "POST", "interne"): 403,  # the absence is another person's
    ("planning:absence-withdraw", "POST", "infirmiere_asalee"): 403,  # the absence is another person's
    ("api-series", "GET", "remplacant"): 403,  # the series is another person's
    ("api-series", "GET", "infirmiere_asalee"): 403,  # the series is another person's
    ("planning:call-answer", "POST", "titulaire"): 404,  # not asked
    ("api-call-answers", "POST", "titulaire"): 404,  # not asked
    ("api-call-answers", "POST", "secretaire"): 404,  # never asked
    ("planning:call-answer", "POST", "secretaire"): 404,  # never asked
    ("planning:claim", "GET", "remplacant"): 200,  # sent to them
    ("planning:claim", "POST", "remplacant"): 302,  # sent to them
    ("planning:decline", "GET", "remplacant"): 200,  # sent to them
    ("planning:decline", "POST", "remplacant"): 302,  # sent to them
    ("retrocession:my-statement-pdf", "GET", "remplacant"): 200,  # paid by it
    ("retrocession:my-statement-pdf", "GET", "titulaire"): 200,  # pays it
    ("api-year", "GET", "secretaire"): 400,  # must say whose
    ("my_account", "GET", "remplacant"): 200,  # theirs
    ("my_account", "POST", "remplacant"): 422,  # without a password
    ("retrocession:my-statement", "GET", "remplacant"): 200,  # paid by it
    ("retrocession:my-statement", "GET", "titulaire"): 200,  # pays it
    ("retrocession:my-word", "POST", "remplacant"): 422,  # says nothing
    ("retrocession:my-word", "POST", "titulaire"): 422,  # says nothing
    ("retrocession:my-payment-received", "POST", "remplacant"): 422,  # not paid yet
    ("retrocession:my-payment-received", "POST", "titulaire"): 403,  # pays it
    ("retrocession:my-contract-file", "GET", "remplacant"): 200,  # signed it
    ("retrocession:my-contract-file", "GET", "titulaire"): 200,  # signed it
    ("retrocession:contract-sign", "POST", "secretaire"): 403,  # signs for nobody
    **{
        (f"retrocession:{route}", method, "remplacant"): 403  # their own lines only, on another page
        for route, method in (
            ("contracts", "GET"),
            ("contracts", "POST"),
            ("contract-terms", "POST"),
            ("contract-send", "POST"),
            ("contract-take-back", "POST"),
            ("contract-document", "POST"),
            ("contract-sending", "POST"),
            ("contract-answer", "POST"),
            ("month-closing", "GET"),
            ("month-progress", "GET"),
            ("prepare", "POST"),
            ("verify", "POST"),
            ("adjustments", "GET"),
            ("adjustments", "POST"),
            ("late-line", "GET"),
            ("late-line", "POST"),
            ("correction", "GET"),
            ("correction", "POST"),
            ("adjustment-withdrawal", "GET"),
            ("adjustment-withdrawal", "POST"),
            ("rejection-import", "GET"),
            ("rejections-writing", "POST"),
            ("rejections-removal", "POST"),
            ("awaited", "GET"),
            ("awaited", "POST"),
            ("payments-ticked", "POST"),
            ("payment-import", "GET"),
            ("payments-writing", "POST"),
            ("payments-removal", "POST"),
            ("payment-cancellation", "GET"),
            ("payment-cancellation", "POST"),
            ("pointage", "GET"),
            ("gap-remark", "POST"),
            ("receipts", "GET"),
            ("receipts", "POST"),
            ("receipt-import", "GET"),
            ("receipt-set-aside", "GET"),
            ("receipt-set-aside", "POST"),
            ("receipt-take-back", "POST"),
            ("receipt-import-writing", "POST"),
            ("receipt-import-removal", "POST"),
            ("receipt-line", "GET"),
            ("receipt-line", "POST"),
            ("receipt-removal", "POST"),
        )
    },
    ("api-presence", "DELETE", "interne"): 403,  # the day is another person's
    ("api-presence", "DELETE", "infirmiere_asalee"): 403,  # the day is another person's
}

#: django-allauth's own pages, tested by it; the isolation oracle plays them all the same.
OF_ALLAUTH = ("account_", "mfa_")

#: Written as a form with a file, API or not.
WITH_A_FILE = {"api-receipts", "api-payments", "api-attachments", "api-entry-files"}

HOW_TO_DECLARE = (
    "These routes are not declared. Add one line per method to TABLE in tests/isolation/routes_expected.py "
    "(route, method, verb of the matrix, status for those let in), and the object of its address to "
    "PARAMETERS when it has one: {routes}"
)


#: Who keeps the registers, and who reads some of them (`commune/permissions.py`).
REGISTERS = {"keepers": ("titulaire", "secretaire"), "registers": ("titulaire", "secretaire", "mairie")}

#: The cells of « see_patients » that each of these words lets in.
SEES_PATIENTS = {
    "files": ("✓",),
    "desk": ("✓", "contact"),
    "file": ("✓", "contact", "own"),
    "addressed": ("✓", "own"),
}


@dataclass(frozen=True)
class Expected:
    """One line of the table."""

    route: str
    method: str
    asks: str
    answers: int
    refused: int = 403

    def lets_in(self, role: str) -> bool:
        """Whether a member with `role` is let in; `role` « stranger » is a member of another practice."""
        if self.asks in ("anybody", "signed_in"):
            return True
        if role == "stranger":
            return False
        if self.asks == "member":
            return True
        if self.asks in REGISTERS:
            return role in REGISTERS[self.asks]
        if self.asks == "caregiver":
            return role in CAREGIVERS
        if self.asks == "writes":
            return permissions.grant(role, "team_channels") == permissions.YES
        if self.asks in SEES_PATIENTS:
            return permissions.grant(role, "see_patients") in SEES_PATIENTS[self.asks]
        if self.asks in ROLES:
            return role == self.asks
        return any(permissions.allows(role, verb) for verb in self.asks.split("|"))

    def status(self, role: str) -> int:
        exception = EXCEPTIONS.get((self.route, self.method, role))
        if exception is not None:
            return exception
        if self.lets_in(role):
            return self.answers
        return 404 if role == "stranger" else self.refused


def read(table: str) -> dict[tuple[str, str], Expected]:
    lines = [Expected(*line.split()) for line in table.strip().splitlines()[1:]]
    return {
        (line.route, line.method): Expected(
            line.route, line.method, line.asks, int(line.answers), int(line.refused)
        )
        for line in lines
    }


EXPECTED = read(TABLE)
WHO = (*ROLES, "stranger")
