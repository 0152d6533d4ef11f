#pragma once

#include "actors/messages.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/fwd.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// Every message that can be sent, by the actor that takes it. Ticks that an
// actor sends to itself are added in its own source file.

namespace musiclink {

/// Makes HTTP requests; nobody waits for a transfer.
using http_actor = caf::typed_actor<
    // Performs a request, whatever becomes of it.
    caf::replies_to<perform>::with<http_response>,
    // Ends a request before its time.
    caf::reacts_to<abandon>>;

/// Remembers what was found out about links, and what was taken from the budgets
/// of those who were asked.
using link_memory_actor = caf::typed_actor<
    caf::replies_to<look_up_link>::with<looked_up>, caf::replies_to<remember_link>::with<saved>,
    caf::replies_to<load_budgets>::with<known_budgets>, caf::replies_to<save_budget>::with<saved>>;

/// Owns the store. Every answer means: it is on disk.
using storekeeper_actor = link_memory_actor::extend<
    // Token, filter and switch as last stored.
    caf::replies_to<load_sync_state>::with<store::sync_state>,
    caf::replies_to<save_filter>::with<saved>, caf::replies_to<save_mode>::with<saved>,
    // Token, new event ids and jobs of a page, in one step.
    caf::replies_to<commit_page>::with<store::page_result>,
    // A page of a gap, and what is left of it.
    caf::replies_to<commit_gap>::with<store::gap_result>,
    caf::replies_to<list_gaps>::with<open_gaps>, caf::replies_to<list_backlog>::with<backlog>,
    caf::replies_to<count_backlog>::with<backlog_size>,
    // The next jobs of a room, their attempts raised.
    caf::replies_to<claim_jobs>::with<store::claim_result>,
    // What is about to be said: stored before it is sent.
    caf::replies_to<remember_said>::with<saved>,
    // The end of a job.
    caf::replies_to<conclude>::with<saved>, caf::replies_to<find_reply>::with<found_reply>,
    // What is not finished within `reply.answerWithinMs`, and comes back later.
    caf::replies_to<plan_completion>::with<planned>,
    caf::replies_to<find_completion>::with<found_completion>,
    caf::replies_to<park_job>::with<parked>,
    caf::replies_to<list_unfinished>::with<store::unfinished_result>,
    caf::replies_to<resume_event>::with<saved>, caf::replies_to<list_shadow>::with<shadow_listing>,
    caf::replies_to<load_rooms>::with<known_rooms>, caf::replies_to<save_room>::with<saved>,
    caf::replies_to<load_activity>::with<known_activity>,
    caf::replies_to<save_activity>::with<saved>,
    // Answered at once, also while the disk is full.
    caf::replies_to<count_parity>::with<parity_report>,
    caf::replies_to<report>::with<store_report>>;

/// Learns of a new configuration or another position of the switch.
using settings_client = caf::typed_actor<caf::reacts_to<settings_changed>>;

/// Learns of a session with the homeserver.
using session_client = caf::typed_actor<caf::reacts_to<session_opened>>;

/// Learns which rooms are to be read.
using reading_client = caf::typed_actor<caf::reacts_to<reading_list_ptr>>;

/// Learns what became of the replies that it gave to a sender.
using sender_client = caf::typed_actor<caf::reacts_to<job_ended>>;

/// Holds the configuration and the switch.
using configurator_actor = caf::typed_actor<
    // SIGHUP.
    caf::reacts_to<reload>,
    // SIGUSR1, SIGUSR2.
    caf::reacts_to<switch_mode>,
    // Answered when every order before it is on disk.
    caf::replies_to<drain>::with<drained>, caf::replies_to<report>::with<config_report>>;

/// Opens the session: discovery, versions, whoami.
using account_actor = settings_client::extend<
    // Those that are told of the session; sent once, at the start.
    caf::reacts_to<std::vector<session_client>>,
    // Somebody was told that the token is not valid.
    caf::reacts_to<token_refused>, caf::replies_to<report>::with<account_report>>;

/// Answers what a link leads to elsewhere.
using resolver_actor = settings_client::extend<
    // Answered when somebody knew, or nobody could be asked any more.
    caf::replies_to<resolve>::with<resolved>,
    // How the resolvers stand.
    caf::replies_to<report>::with<resolver_report>>;

/// Gives turns to those who want to send, so that an account that is limited
/// does not find out anew in each room.
using pacer_actor =
    caf::typed_actor<caf::replies_to<want_turn>::with<your_turn>, caf::reacts_to<turn_ended>,
                     caf::replies_to<report>::with<pacer_report>>;

/// Learns how things stand with rooms.
using standing_client = caf::typed_actor<caf::reacts_to<standing>>;

/// Reads the events that a timeline left out, or that a lost store forgot.
using backfill_actor = settings_client::extend_with<session_client>::extend_with<
    standing_client>::extend<caf::reacts_to<gaps_opened>,
                             // Answered when one quiet room was looked into.
                             caf::replies_to<look_back>::with<looked_back>,
                             caf::replies_to<report>::with<backfill_report>>;

/// Reads /sync, page by page, each committed before the next.
using syncer_actor = settings_client::extend_with<session_client>::extend_with<
    reading_client>::extend<caf::replies_to<report>::with<sync_report>>;

/// Our standing in rooms: aliases, joins, invites, encryption.
using membership_actor = settings_client::extend_with<session_client>::extend<
    // The client that is told which rooms to read; sent once, at the start.
    caf::reacts_to<reading_client>,
    // The syncer has its position: joining may begin.
    caf::reacts_to<sync_positioned>,
    // It lost it: which rooms we are in is to be told anew.
    caf::reacts_to<position_lost>,
    // What a page told of invites, joins, departures and encryption.
    caf::reacts_to<room_news>, caf::replies_to<report>::with<membership_report>>;

/// The registry of rooms: gives each its work.
using rooms_actor =
    settings_client::extend_with<session_client>::extend_with<standing_client>::extend<
        // Jobs were stored.
        caf::reacts_to<work_arrived>,
        // Events changed whose jobs may be in somebody's hands.
        caf::reacts_to<triggers_changed>,
        // Replies came back in sync.
        caf::reacts_to<own_seen>,
        // A room has nothing left to do.
        caf::reacts_to<room_emptied>,
        // The homeserver holds a room back.
        caf::reacts_to<held_back>,
        // Nothing may be sent to a room.
        caf::reacts_to<send_forbidden>,
        // It may be that it may again.
        caf::reacts_to<rights_changed>,
        // Stop sending; answered when nothing is on the wire.
        caf::replies_to<drain>::with<drained>, caf::replies_to<report>::with<rooms_report>>;

/// Learns that a room has nothing left to do.
using room_client = caf::typed_actor<caf::reacts_to<room_emptied>>;

/// Learns what a sender is told about its room.
using sender_registry = caf::typed_actor<caf::reacts_to<held_back>, caf::reacts_to<send_forbidden>>;

/// Sends one room's replies, one at a time, in order.
using sender_actor =
    session_client::extend<caf::reacts_to<brief_changed>,
                           // The room that it sends for; once, at the start.
                           caf::reacts_to<sender_client>,
                           // The next reply, edit or redaction.
                           caf::reacts_to<post>,
                           // The trigger changed before its reply was sent, perhaps.
                           caf::replies_to<recall>::with<recalled>, caf::reacts_to<own_seen>,
                           // Stop sending; answered when nothing is on the wire.
                           caf::replies_to<drain>::with<drained>, caf::reacts_to<retire>>;

/// Works off one room's jobs.
using room_actor = sender_client::extend<caf::reacts_to<brief_changed>,
                                         // There may be new jobs.
                                         caf::reacts_to<look_for_work>, caf::reacts_to<withdrawn>,
                                         caf::reacts_to<retire>>;

/// Puts together how the service stands; answers within seconds, whoever is silent.
using reporter_actor = caf::typed_actor<caf::replies_to<report_status>::with<status_ptr>>;

/// Starts and stops the others.
using supervisor_actor =
    settings_client::extend<caf::reacts_to<switch_mode>, caf::reacts_to<reload>,
                            // Also between two generations.
                            caf::replies_to<report_status>::with<status_ptr>,
                            caf::replies_to<report_shadow>::with<shadow_listing>,
                            // SIGTERM: finish what is on the wire, then end.
                            caf::reacts_to<drain>>;

} // namespace musiclink

// Messages stay in this process, so none needs to be serialisable.
#define ML_LOCAL_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::type)
ML_LOCAL_MESSAGE(perform)
ML_LOCAL_MESSAGE(abandon)
ML_LOCAL_MESSAGE(http_response)
ML_LOCAL_MESSAGE(load_sync_state)
ML_LOCAL_MESSAGE(store::sync_state)
ML_LOCAL_MESSAGE(save_filter)
ML_LOCAL_MESSAGE(save_mode)
ML_LOCAL_MESSAGE(saved)
ML_LOCAL_MESSAGE(commit_page)
ML_LOCAL_MESSAGE(store::page_result)
ML_LOCAL_MESSAGE(list_backlog)
ML_LOCAL_MESSAGE(backlog)
ML_LOCAL_MESSAGE(claim_jobs)
ML_LOCAL_MESSAGE(store::claim_result)
ML_LOCAL_MESSAGE(conclude)
ML_LOCAL_MESSAGE(remember_said)
ML_LOCAL_MESSAGE(look_up_link)
ML_LOCAL_MESSAGE(looked_up)
ML_LOCAL_MESSAGE(remember_link)
ML_LOCAL_MESSAGE(list_shadow)
ML_LOCAL_MESSAGE(shadow_listing)
ML_LOCAL_MESSAGE(load_budgets)
ML_LOCAL_MESSAGE(known_budgets)
ML_LOCAL_MESSAGE(save_budget)
ML_LOCAL_MESSAGE(load_rooms)
ML_LOCAL_MESSAGE(known_rooms)
ML_LOCAL_MESSAGE(save_room)
ML_LOCAL_MESSAGE(settings_changed)
ML_LOCAL_MESSAGE(session_opened)
ML_LOCAL_MESSAGE(token_refused)
ML_LOCAL_MESSAGE(switch_mode)
ML_LOCAL_MESSAGE(reload)
ML_LOCAL_MESSAGE(reading_list_ptr)
ML_LOCAL_MESSAGE(sync_positioned)
ML_LOCAL_MESSAGE(position_lost)
ML_LOCAL_MESSAGE(room_news)
ML_LOCAL_MESSAGE(work_arrived)
ML_LOCAL_MESSAGE(standing)
ML_LOCAL_MESSAGE(brief_changed)
ML_LOCAL_MESSAGE(look_for_work)
ML_LOCAL_MESSAGE(room_emptied)
ML_LOCAL_MESSAGE(retire)
ML_LOCAL_MESSAGE(post)
ML_LOCAL_MESSAGE(recall)
ML_LOCAL_MESSAGE(recalled)
ML_LOCAL_MESSAGE(withdrawn)
ML_LOCAL_MESSAGE(triggers_changed)
ML_LOCAL_MESSAGE(own_seen)
ML_LOCAL_MESSAGE(gaps_opened)
ML_LOCAL_MESSAGE(look_back)
ML_LOCAL_MESSAGE(looked_back)
ML_LOCAL_MESSAGE(commit_gap)
ML_LOCAL_MESSAGE(store::gap_result)
ML_LOCAL_MESSAGE(list_gaps)
ML_LOCAL_MESSAGE(open_gaps)
ML_LOCAL_MESSAGE(count_backlog)
ML_LOCAL_MESSAGE(backlog_size)
ML_LOCAL_MESSAGE(plan_completion)
ML_LOCAL_MESSAGE(planned)
ML_LOCAL_MESSAGE(find_completion)
ML_LOCAL_MESSAGE(found_completion)
ML_LOCAL_MESSAGE(park_job)
ML_LOCAL_MESSAGE(parked)
ML_LOCAL_MESSAGE(list_unfinished)
ML_LOCAL_MESSAGE(store::unfinished_result)
ML_LOCAL_MESSAGE(resume_event)
ML_LOCAL_MESSAGE(find_reply)
ML_LOCAL_MESSAGE(found_reply)
ML_LOCAL_MESSAGE(job_ended)
ML_LOCAL_MESSAGE(held_back)
ML_LOCAL_MESSAGE(send_forbidden)
ML_LOCAL_MESSAGE(rights_changed)
ML_LOCAL_MESSAGE(want_turn)
ML_LOCAL_MESSAGE(your_turn)
ML_LOCAL_MESSAGE(turn_ended)
ML_LOCAL_MESSAGE(drain)
ML_LOCAL_MESSAGE(drained)
ML_LOCAL_MESSAGE(resolve)
ML_LOCAL_MESSAGE(resolved)
ML_LOCAL_MESSAGE(load_activity)
ML_LOCAL_MESSAGE(known_activity)
ML_LOCAL_MESSAGE(save_activity)
ML_LOCAL_MESSAGE(report)
ML_LOCAL_MESSAGE(config_report)
ML_LOCAL_MESSAGE(account_report)
ML_LOCAL_MESSAGE(sync_report)
ML_LOCAL_MESSAGE(membership_report)
ML_LOCAL_MESSAGE(backfill_report)
ML_LOCAL_MESSAGE(rooms_report)
ML_LOCAL_MESSAGE(pacer_report)
ML_LOCAL_MESSAGE(store_report)
ML_LOCAL_MESSAGE(resolver_report)
ML_LOCAL_MESSAGE(report_status)
ML_LOCAL_MESSAGE(report_shadow)
ML_LOCAL_MESSAGE(count_parity)
ML_LOCAL_MESSAGE(parity_report)
ML_LOCAL_MESSAGE(status_ptr)
#undef ML_LOCAL_MESSAGE
