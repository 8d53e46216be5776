"""The rules engine: the questions by theme, the baseline, the score and the verdict."""

from checks.controllers.contracts_allow_reading_the_machine import CHECK as PLC_11
from checks.controllers.control_protocols_stay_inside_the_line import CHECK as PLC_10
from checks.controllers.controllers_are_sold_or_have_spares import CHECK as PLC_04
from checks.controllers.controllers_have_free_connections import CHECK as PLC_05
from checks.controllers.each_needed_controller_has_a_usable_interface import CHECK as PLC_02
from checks.controllers.every_controller_is_identified import CHECK as PLC_01
from checks.controllers.opc_ua_endpoints_use_current_policies import CHECK as PLC_08
from checks.controllers.programs_are_protected_against_changes import CHECK as PLC_09
from checks.controllers.reading_leaves_the_cycle_time_alone import CHECK as PLC_06
from checks.controllers.the_pilots_connector_reads_this_controller_type import CHECK as PLC_03
from checks.controllers.the_program_source_matches_what_runs import CHECK as PLC_07
from checks.data_path.a_broken_flow_raises_an_alarm import CHECK as DAT_12
from checks.data_path.clocks_along_the_path_agree import CHECK as DAT_09
from checks.data_path.custom_code_is_in_version_control import CHECK as DAT_04
from checks.data_path.data_is_complete_and_plausible import CHECK as DAT_08
from checks.data_path.data_survives_an_outage import CHECK as DAT_11
from checks.data_path.data_travels_over_a_shared_layer import CHECK as DAT_02
from checks.data_path.every_consumer_can_read_the_controllers import CHECK as DAT_05
from checks.data_path.every_signal_reaches_its_consumer import CHECK as DAT_01
from checks.data_path.flows_to_controllers_are_read_only import CHECK as DAT_15
from checks.data_path.pilot_connectors_are_reused_by_configuration import CHECK as DAT_03
from checks.data_path.signals_arrive_fast_enough import CHECK as DAT_07
from checks.data_path.signals_carry_names_and_units import CHECK as DAT_10
from checks.data_path.the_needed_signals_exist import CHECK as DAT_06
from checks.data_path.the_shared_layer_has_capacity import CHECK as DAT_13
from checks.data_path.traceability_is_captured_where_it_is_asked_for import CHECK as DAT_14
from checks.identity.accounts_of_leavers_are_disabled import CHECK as IDA_04
from checks.identity.all_remote_access_goes_through_one_brokered_path import CHECK as IDA_08
from checks.identity.certificates_do_not_expire_unnoticed import CHECK as IDA_11
from checks.identity.default_passwords_are_changed import CHECK as IDA_05
from checks.identity.every_machine_account_is_managed_and_owned import CHECK as IDA_01
from checks.identity.log_in_works_on_every_shift import CHECK as IDA_09
from checks.identity.machine_account_secrets_are_rotated import CHECK as IDA_03
from checks.identity.machines_employees_and_contractors_are_told_apart import CHECK as IDA_07
from checks.identity.network_gear_is_administered_with_named_accounts import CHECK as IDA_10
from checks.identity.people_log_in_as_themselves import CHECK as IDA_02
from checks.identity.privileged_accounts_are_few_and_remote_admin_uses_mfa import CHECK as IDA_06
from checks.network.addresses_are_unique_across_lines import CHECK as NET_06
from checks.network.cabinets_suit_the_network_gear import CHECK as NET_17
from checks.network.controllers_sit_in_their_own_segment import CHECK as NET_03
from checks.network.documented_and_observed_devices_agree import CHECK as NET_01
from checks.network.documented_links_match_the_neighbours import CHECK as NET_02
from checks.network.links_and_chains_have_reserve import CHECK as NET_13
from checks.network.links_run_without_errors import CHECK as NET_14
from checks.network.loops_are_prevented_and_a_break_is_survived import CHECK as NET_15
from checks.network.multicast_is_contained import CHECK as NET_12
from checks.network.ports_and_power_are_enough_for_the_rollout import CHECK as NET_16
from checks.network.required_flows_can_be_routed import CHECK as NET_05
from checks.network.somebody_can_log_in_to_every_switch import CHECK as NET_08
from checks.network.switch_configurations_are_backed_up import CHECK as NET_11
from checks.network.switch_hardware_has_support_left import CHECK as NET_10
from checks.network.switch_software_is_supported_and_reviewed import CHECK as NET_09
from checks.network.switches_in_the_data_path_are_managed import CHECK as NET_07
from checks.network.the_broadcast_domain_is_small_enough import CHECK as NET_04
from checks.operations.a_sponsor_and_a_stage_budget_exist import CHECK as OPS_13
from checks.operations.each_foundation_task_is_needed import CHECK as OPS_11
from checks.operations.effort_per_line_falls import CHECK as OPS_12
from checks.operations.losses_and_the_cost_of_waiting_are_calculated import CHECK as OPS_06
from checks.operations.special_help_of_the_pilot_is_known_and_planned import CHECK as OPS_02
from checks.operations.systems_that_cannot_stop_have_a_way_around import CHECK as OPS_10
from checks.operations.the_benefit_is_measurable_and_finance_accepts_it import CHECK as OPS_03
from checks.operations.the_line_has_a_quantified_starting_point import CHECK as OPS_05
from checks.operations.the_line_pays_back_within_the_limit import CHECK as OPS_07
from checks.operations.the_line_will_still_run_when_it_has_paid_back import CHECK as OPS_14
from checks.operations.the_pilots_conditions_are_written_down import CHECK as OPS_01
from checks.operations.the_plan_shows_a_first_visible_result_soon import CHECK as OPS_08
from checks.operations.the_scope_is_one_line_and_deployable_in_weeks import CHECK as OPS_04
from checks.operations.there_are_enough_maintenance_windows import CHECK as OPS_09
from checks.ownership.changes_are_requested_approved_and_recorded import CHECK as OWN_06
from checks.ownership.drawings_and_lists_are_current import CHECK as OWN_09
from checks.ownership.each_layer_has_one_accountable_owner import CHECK as OWN_01
from checks.ownership.it_and_ot_give_the_same_answers import CHECK as OWN_03
from checks.ownership.no_system_depends_on_one_memory import CHECK as OWN_04
from checks.ownership.support_covers_every_shift import CHECK as OWN_08
from checks.ownership.the_floor_wants_this_problem_solved import CHECK as OWN_07
from checks.ownership.the_it_ot_border_has_an_owner import CHECK as OWN_02
from checks.ownership.the_pilot_can_be_set_up_by_somebody_else import CHECK as OWN_05
from checks.records import Check
from checks.security.a_filtered_boundary_separates_the_floor_from_the_office import CHECK as SEC_01
from checks.security.it_is_agreed_who_may_isolate_the_line import CHECK as SEC_13
from checks.security.logs_are_collected_with_correct_time import CHECK as SEC_08
from checks.security.management_protocols_are_not_clear_text import CHECK as SEC_04
from checks.security.no_computer_bridges_two_zones import CHECK as SEC_03
from checks.security.no_control_device_talks_directly_to_the_internet import CHECK as SEC_02
from checks.security.operating_systems_are_supported_or_isolated import CHECK as SEC_05
from checks.security.safety_systems_are_separate_and_excluded import CHECK as SEC_14
from checks.security.security_tools_are_proven_safe_for_the_controllers import CHECK as SEC_06
from checks.security.someone_outside_the_team_reviewed_the_network import CHECK as SEC_12
from checks.security.the_line_can_be_restored import CHECK as SEC_09
from checks.security.traffic_on_the_line_is_visible import CHECK as SEC_07
from checks.security.unused_switch_ports_are_shut import CHECK as SEC_11
from checks.security.windows_machines_are_protected import CHECK as SEC_10
from checks.wireless.channels_are_planned_and_not_saturated import CHECK as WLS_04
from checks.wireless.controls_wifi_uses_enterprise_grade_authentication import CHECK as WLS_06
from checks.wireless.latency_loss_and_roaming_meet_the_use_case import CHECK as WLS_05
from checks.wireless.mobile_clients_always_hear_a_second_access_point import CHECK as WLS_03
from checks.wireless.no_unknown_access_points_radiate_on_the_line import CHECK as WLS_08
from checks.wireless.signal_covers_every_required_zone import CHECK as WLS_01
from checks.wireless.signal_to_noise_ratio_is_high_enough import CHECK as WLS_02
from checks.wireless.the_wireless_survey_is_recent_and_representative import CHECK as WLS_09
from checks.wireless.wireless_devices_land_in_their_own_zone import CHECK as WLS_07

ALL: tuple[Check, ...] = (
    NET_01,
    NET_02,
    NET_03,
    NET_04,
    NET_05,
    NET_06,
    NET_07,
    NET_08,
    NET_09,
    NET_10,
    NET_11,
    NET_12,
    NET_13,
    NET_14,
    NET_15,
    NET_16,
    NET_17,
    WLS_01,
    WLS_02,
    WLS_03,
    WLS_04,
    WLS_05,
    WLS_06,
    WLS_07,
    WLS_08,
    WLS_09,
    IDA_01,
    IDA_02,
    IDA_03,
    IDA_04,
    IDA_05,
    IDA_06,
    IDA_07,
    IDA_08,
    IDA_09,
    IDA_10,
    IDA_11,
    SEC_01,
    SEC_02,
    SEC_03,
    SEC_04,
    SEC_05,
    SEC_06,
    SEC_07,
    SEC_08,
    SEC_09,
    SEC_10,
    SEC_11,
    SEC_12,
    SEC_13,
    SEC_14,
    DAT_01,
    DAT_02,
    DAT_03,
    DAT_04,
    DAT_05,
    DAT_06,
    DAT_07,
    DAT_08,
    DAT_09,
    DAT_10,
    DAT_11,
    DAT_12,
    DAT_13,
    DAT_14,
    DAT_15,
    PLC_01,
    PLC_02,
    PLC_03,
    PLC_04,
    PLC_05,
    PLC_06,
    PLC_07,
    PLC_08,
    PLC_09,
    PLC_10,
    PLC_11,
    OWN_01,
    OWN_02,
    OWN_03,
    OWN_04,
    OWN_05,
    OWN_06,
    OWN_07,
    OWN_08,
    OWN_09,
    OPS_01,
    OPS_02,
    OPS_03,
    OPS_04,
    OPS_05,
    OPS_06,
    OPS_07,
    OPS_08,
    OPS_09,
    OPS_10,
    OPS_11,
    OPS_12,
    OPS_13,
    OPS_14,
)
"""Every check that is built, in the order of the catalogue."""
